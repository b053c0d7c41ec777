/**
 * What an actor may know of any object: who it is and how it is marked, never what it holds.
 *
 * Facts are an allow-list: no data, no spec, no annotation but those the rules need. So no Secret value can get into an
 * actor's state, the journal or a trace (law 9). @module
 */
import { customResourceDefinitions, secrets } from "./core_api.ts";
import {
  customizerAnnotation,
  downsyncOverwriteAnnotation,
  expandParametersAnnotation,
  syncAnnotation,
} from "./edge_api.ts";
import { apiBindings } from "./kcp_api.ts";
import { clusterAnnotation, type KubeObject, type ObjectMeta } from "./object.ts";
import { type GroupResource, groupResourceKey, type Gvr } from "./resource.ts";

export interface ObjectFact {
  readonly gvr: Gvr;
  /** "" for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** 0 if the server does not count generations of this kind. */
  readonly generation: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Only the annotations in {@link knownAnnotations}. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly deleting: boolean;
  /** The logical cluster id; "" on a server without workspaces. */
  readonly cluster: string;
  /** `type` of a core Secret, "" for everything else. */
  readonly secretType: string;
  /** What a CustomResourceDefinition or an APIBinding defines; null for everything else. */
  readonly definer: Definer | null;
}

/** An object that decides what its server serves. */
export interface Definer {
  /** By group and resource; none while an APIBinding is not bound. */
  readonly defines: readonly string[];
}

/** The annotations that a fact carries, if the object has them. */
export const knownAnnotations: readonly string[] = [
  customizerAnnotation,
  downsyncOverwriteAnnotation,
  expandParametersAnnotation,
  syncAnnotation,
];

/** The fact of an object that was read as `gvr`. Fields of a wrong type count as absent (F38). */
export function factOf(gvr: Gvr, object: KubeObject): ObjectFact {
  const metadata: Partial<ObjectMeta> = isMap(object.metadata) ? object.metadata : {};
  const annotations = isMap(metadata.annotations) ? metadata.annotations : {};
  return {
    gvr,
    namespace: text(metadata.namespace),
    name: text(metadata.name),
    uid: text(metadata.uid),
    resourceVersion: text(metadata.resourceVersion),
    generation: typeof metadata.generation === "number" ? metadata.generation : 0,
    labels: textMap(metadata.labels, () => true),
    annotations: textMap(annotations, (key) => knownAnnotations.includes(key)),
    deleting: text(metadata.deletionTimestamp) !== "",
    cluster: text(annotations[clusterAnnotation]),
    secretType: isSecret(gvr) ? text(object["type"]) : "",
    definer: definerOf(gvr, object),
  };
}

function definerOf(gvr: Gvr, object: KubeObject): Definer | null {
  const key = groupResourceKey(gvr);
  // A definition is named after the resource that it defines.
  if (key === groupResourceKey(customResourceDefinitions)) return { defines: [text(object.metadata?.name)] };
  return key === groupResourceKey(apiBindings) ? { defines: boundResources(object["status"]) } : null;
}

function boundResources(status: unknown): readonly string[] {
  const { boundResources = [] } = isMap(status) ? status as { boundResources?: unknown } : {};
  const rows: readonly unknown[] = Array.isArray(boundResources) ? boundResources : [];
  return rows.filter(isMap).map((row) => {
    const { group, resource } = row as { group?: unknown; resource?: unknown };
    return groupResourceKey({ group: text(group), resource: text(resource) });
  });
}

function isSecret({ group, resource }: Gvr): boolean {
  return group === secrets.group && resource === secrets.resource;
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textMap(value: unknown, isKept: (key: string) => boolean): Readonly<Record<string, string>> {
  const entries = Object.entries(isMap(value) ? value : {}).filter(([key, entry]) =>
    typeof entry === "string" && isKept(key)
  );
  return Object.fromEntries(entries);
}

/** Who an object is, whatever version it is read at. */
export interface ObjectIdentity extends GroupResource {
  readonly namespace: string;
  readonly name: string;
}

/**
 * `deployments.apps/commonstuff/commond`, or `namespaces//commonstuff`: one string per object and destination, without the
 * version. Dots of the resource and slashes anywhere are escaped, so no two objects share a key.
 */
export function objectKey(
  { gvr, namespace, name }: {
    readonly gvr: GroupResource;
    readonly namespace: string;
    readonly name: string;
  },
): string {
  const resource = escape(gvr.resource).replaceAll(".", "%2E");
  const group = gvr.group === "" ? "" : `.${escape(gvr.group)}`;
  return `${resource}${group}/${escape(namespace)}/${escape(name)}`;
}

/** The inverse of {@link objectKey}. @throws RangeError for a string that is no key. */
export function parseObjectKey(key: string): ObjectIdentity {
  const [kind, namespace, name, ...rest] = key.split("/");
  if (kind === undefined || namespace === undefined || name === undefined || rest.length > 0) {
    throw new RangeError(`Cannot read an object key as it has not three parts: ${key}`);
  }
  const dot = kind.indexOf(".");
  const [resource, group] = dot < 0 ? [kind, ""] : [kind.slice(0, dot), kind.slice(dot + 1)];
  return {
    group: unescape(group),
    resource: unescape(resource),
    namespace: unescape(namespace),
    name: unescape(name),
  };
}

function escape(part: string): string {
  return part.replaceAll("%", "%25").replaceAll("/", "%2F");
}

function unescape(part: string): string {
  return part.replaceAll("%2E", ".").replaceAll("%2F", "/").replaceAll("%25", "%");
}
