/** What a copy looks like: when it is made, and when it is brought up to date (R-42, section 4.8). @module */
import { lastAppliedAnnotation, namespaceNameLabel } from "../kube/core_api.ts";
import { projectedLabel, projectedValue } from "../kube/edge_api.ts";
import { denaturedGroup, denaturedVersion } from "../kube/denatured.ts";
import { equal } from "../kube/equality.ts";
import type { KubeObject, ObjectMeta } from "../kube/object.ts";
import { apiVersionOf } from "../kube/resource.ts";

type TextMap = Readonly<Record<string, string>>;

/** What we write on a copy beside what the source says; our keys win over the source's. */
export interface Marks {
  readonly labels: TextMap;
  readonly annotations: TextMap;
}

/** The marks of every copy in a mailbox. */
export const projectedMarks: Marks = { labels: { [projectedLabel]: projectedValue }, annotations: {} };

/** Sections that belong to the server or to whoever acts on the object, never to the one who copies it. */
const unprojectedSections: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * The object to create where the copy is missing: the source's name, namespace, labels, annotations and sections.
 *
 * Everything else in `metadata` belongs to the source's server. Finalizers stay behind too, because nobody would remove them
 * from the copy (bug P11, decision 4), and so does kubectl's last-applied annotation, which repeats the object (F36).
 */
export function projectedCopy(source: KubeObject, marks: Marks = projectedMarks): KubeObject {
  const { name, namespace, labels, annotations } = source.metadata;
  const metadata: ObjectMeta = {
    name,
    ...(namespace !== undefined && namespace !== "" && { namespace }),
    ...nonEmpty("labels", mergedKeys(labels, undefined, marks.labels)),
    ...nonEmpty("annotations", mergedKeys(annotations, undefined, marks.annotations)),
  };
  return { apiVersion: source.apiVersion, kind: source.kind, metadata, ...sectionsOf(source) };
}

/**
 * The copy as it should be: sections, labels and annotations become exactly the source's, so what the source has no longer
 * goes (unlike bug P8). System keys, `status`, finalizers and all other metadata stay the copy's own.
 *
 * @returns `copy` itself when nothing differs, so that the caller can tell that there is nothing to write (law 5).
 */
export function mergedCopy(source: KubeObject, copy: KubeObject, marks: Marks = projectedMarks): KubeObject {
  const { labels, annotations, ...rest } = copy.metadata;
  const metadata: ObjectMeta = {
    ...rest,
    ...nonEmpty("labels", mergedKeys(source.metadata.labels, labels, marks.labels)),
    ...nonEmpty("annotations", mergedKeys(source.metadata.annotations, annotations, marks.annotations)),
  };
  const merged = { ...ownSectionsOf(copy), ...sectionsOf(source), metadata } as KubeObject;
  return equal(merged, copy) ? copy : merged;
}

/** Whether the object carries our mark: the translator put it there, or the syncer from a mailbox. */
export function isProjected({ metadata }: KubeObject): boolean {
  return metadata.labels?.[projectedLabel] === projectedValue;
}

/** A Namespace of which only the name is wanted: the source of its copy when the Namespace itself is not selected (4.8). */
export function bareNamespace(name: string): KubeObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/**
 * Whether a label or annotation key belongs to the system: of kcp (section 4.8), or the name that a server puts on a Namespace.
 * Keys of edge.kcp.io are the user's.
 */
export function isSystemKey(key: string): boolean {
  if (key === namespaceNameLabel) return true;
  return (key.includes(".kcp.io/") || key.startsWith("kcp.io/")) && !key.includes("edge.kcp.io/");
}

function mergedKeys(source: TextMap | undefined, copy: TextMap | undefined, marks: TextMap): TextMap {
  const fromSource = Object.entries(source ?? {}).filter(([key]) =>
    !isSystemKey(key) && key !== lastAppliedAnnotation
  );
  const fromCopy = Object.entries(copy ?? {}).filter(([key]) => isSystemKey(key));
  return Object.fromEntries([...fromSource, ...fromCopy, ...Object.entries(marks)]);
}

function nonEmpty(field: "labels" | "annotations", map: TextMap): Pick<ObjectMeta, "labels" | "annotations"> {
  return Object.keys(map).length > 0 ? { [field]: map } : {};
}

/** What a copy takes from its source. A Namespace's spec holds only the server's own finalizer. */
function sectionsOf(object: KubeObject): Readonly<Record<string, unknown>> {
  const sections = Object.fromEntries(Object.entries(object).filter(([field]) => isCopied(object, field)));
  return isServiceAccount(object) ? withoutTokens(object.metadata.name, sections) : sections;
}

/** In either form. */
const accountVersions: readonly string[] = [
  "v1",
  apiVersionOf({ group: denaturedGroup(""), version: denaturedVersion }),
];

function isServiceAccount({ apiVersion, kind }: KubeObject): boolean {
  return kind === "ServiceAccount" && accountVersions.includes(apiVersion);
}

/** The names of the tokens that the source's server made for an account mean nothing elsewhere; those tokens never leave it. */
function withoutTokens(account: string, sections: Readonly<Record<string, unknown>>): typeof sections {
  const { secrets, ...others } = sections;
  if (!Array.isArray(secrets)) return sections;
  const prefix = `${account}-token-`;
  const isToken = (name: unknown) =>
    typeof name === "string" && name.startsWith(prefix) && /^[a-z0-9]{5}$/.test(name.slice(prefix.length));
  const left = secrets.filter((one) => !isToken((one as { readonly name?: unknown } | null)?.name));
  return left.length === 0 ? others : { ...others, secrets: left };
}

/** What stays in the copy, whatever the source says. */
function ownSectionsOf(object: KubeObject): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !isCopied(object, field)));
}

function isCopied({ apiVersion, kind }: KubeObject, field: string): boolean {
  return !unprojectedSections.has(field) &&
    !(apiVersion === "v1" && kind === "Namespace" && field === "spec");
}
