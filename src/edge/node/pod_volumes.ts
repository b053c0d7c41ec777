/** What a pod's volumes hold, and what is missing for them. @module */
import { configMaps, secrets } from "../../kube/core_api.ts";
import type { Gvr } from "../../kube/resource.ts";
import type { Objects } from "../../hub/objects.ts";
import type { WebFiles } from "../../ports/web.ts";
import { onlyCluster } from "../workloads/only_cluster.ts";
import type { Container, Pod, Volume } from "../workloads/workload_types.ts";

/** The object a volume reads. */
interface Source {
  readonly resource: Gvr;
  readonly kind: "configmap" | "secret";
  readonly name: string;
  readonly optional: boolean;
}

function sourceOf({ configMap, secret }: Volume): Source | undefined {
  if (configMap) {
    const { name = "", optional = false } = configMap;
    return { resource: configMaps, kind: "configmap", name, optional };
  }
  if (secret) {
    const { secretName: name = "", optional = false } = secret;
    return { resource: secrets, kind: "secret", name, optional };
  }
  return undefined;
}

/** Why the volumes cannot be set up, in the kubelet's words; undefined when they can. */
export function volumeProblem(objects: Objects, pod: Pod): string | undefined {
  const { namespace } = pod.metadata;
  for (const volume of pod.spec.volumes ?? []) {
    const source = sourceOf(volume);
    if (source === undefined || source.optional) continue;
    const { resource, name, kind } = source;
    if (objects.get({ cluster: onlyCluster, resource, namespace, name }) === undefined) {
      return `MountVolume.SetUp failed for volume "${volume.name}" : ${kind} "${name}" not found`;
    }
  }
  return undefined;
}

/** Whether a pod mounts the ConfigMap or Secret of this name. */
export function mounts(pod: Pod, resource: string, name: string): boolean {
  return (pod.spec.volumes ?? []).some((volume) => {
    const source = sourceOf(volume);
    return source?.resource.resource === resource && source.name === name;
  });
}

/** Where the web servers that this node can imitate look for their files, by a word in the image's name. */
const documentRoots: Readonly<Record<string, string>> = {
  httpd: "/usr/local/apache2/htdocs",
  nginx: "/usr/share/nginx/html",
};

/** The document root of a container whose image is a known web server. */
export function documentRoot({ image = "" }: Container): string | undefined {
  const name = image.replace(/@.*$/, "").replace(/:[^/]*$/, "").split("/").at(-1) ?? "";
  return Object.hasOwn(documentRoots, name) ? documentRoots[name] : undefined;
}

/** The files a container has below a directory, out of its ConfigMap volumes. */
export function filesBelow(objects: Objects, pod: Pod, container: Container, root: string): WebFiles {
  const files = new Map<string, string | Uint8Array>();
  for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find((each) => each.name === name);
    const below = relative(root, mountPath);
    if (volume?.configMap === undefined || below === undefined) continue;
    const held = configMapFiles(objects, pod.metadata.namespace, volume.configMap);
    if (subPath === undefined) { for (const [path, content] of held) files.set(below + path, content); }
    else if (held.has(subPath)) files.set(below.replace(/\/$/, ""), held.get(subPath)!);
  }
  return files;
}

/** "" for the root itself, `css/` for a directory in it, undefined for a place elsewhere. */
function relative(root: string, path: string): string | undefined {
  const clean = path.replace(/\/+$/, "");
  if (clean === root) return "";
  return clean.startsWith(`${root}/`) ? `${clean.slice(root.length + 1)}/` : undefined;
}

function configMapFiles(
  objects: Objects,
  namespace: string | undefined,
  { name = "", items }: NonNullable<Volume["configMap"]>,
): ReadonlyMap<string, string | Uint8Array> {
  const map = objects.get({ cluster: onlyCluster, resource: configMaps, namespace, name });
  const files = new Map<string, string | Uint8Array>(
    Object.entries((map?.data ?? {}) as Record<string, string>),
  );
  for (const [key, text] of Object.entries((map?.binaryData ?? {}) as Record<string, string>)) {
    files.set(key, Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  }
  if (items === undefined) return files;
  return new Map(items.flatMap(({ key, path }) => files.has(key) ? [[path, files.get(key)!] as const] : []));
}
