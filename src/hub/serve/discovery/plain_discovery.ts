/** Discovery as every client knows it: versions, groups, and resources per version. @module */
import { allVerbs, type KindDefinition, subresourcesOf } from "../../resources/kind_definition.ts";
import type { GroupOfKinds, VersionOfGroup } from "./groups.ts";

/** `GET /api`. */
export function apiVersions(versions: readonly string[], address: string): unknown {
  const serverAddressByClientCIDRs = [{ clientCIDR: "0.0.0.0/0", serverAddress: address }];
  return { kind: "APIVersions", versions, serverAddressByClientCIDRs };
}

/** `GET /apis`. */
export function apiGroupList(groups: readonly GroupOfKinds[]): unknown {
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupOf) };
}

/** `GET /apis/<group>`. */
export function apiGroup(group: GroupOfKinds): unknown {
  return { kind: "APIGroup", apiVersion: "v1", ...groupOf(group) };
}

function groupOf({ group, versions }: GroupOfKinds) {
  const rows = versions.map(({ groupVersion, version }) => ({ groupVersion, version }));
  return { name: group, versions: rows, preferredVersion: rows[0] };
}

/** `GET /apis/<group>/<version>` and `GET /api/v1`. */
export function apiResourceList({ groupVersion, kinds }: VersionOfGroup): unknown {
  const resources = kinds.flatMap((
    kind,
  ) => [resourceOf(kind), ...subresourcesOf(kind).map((s) => subOf(kind, s))]);
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

function resourceOf(definition: KindDefinition) {
  const { resource: name, singular: singularName, namespaced, kind, shortNames, categories } = definition;
  const verbs = definition.verbs ?? allVerbs;
  return { name, singularName, namespaced, kind, verbs, shortNames, categories };
}

function subOf(definition: KindDefinition, subresource: string) {
  const { namespaced, resource } = definition;
  const { kind, ...groupVersion } = subresourceKind(definition, subresource);
  const foreign = groupVersion.group !== definition.group || groupVersion.version !== definition.version;
  return {
    name: `${resource}/${subresource}`,
    singularName: "",
    namespaced,
    ...(foreign ? groupVersion : {}),
    kind,
    verbs: subresourceVerbs(subresource),
  };
}

const foreignKinds: Readonly<Record<string, { group: string; version: string; kind: string }>> = {
  scale: { group: "autoscaling", version: "v1", kind: "Scale" },
  eviction: { group: "policy", version: "v1", kind: "Eviction" },
  token: { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
};

/** The kind a subresource speaks: that of its object, unless Kubernetes gave it another. */
export function subresourceKind(
  { group, version, kind }: KindDefinition,
  subresource: string,
): { readonly group: string; readonly version: string; readonly kind: string } {
  return Object.hasOwn(foreignKinds, subresource) ? foreignKinds[subresource]! : { group, version, kind };
}

/** What can be done with a subresource: status and scale are read and written, most others are posted to. */
export function subresourceVerbs(subresource: string): readonly string[] {
  if (subresource === "finalize") return ["update"];
  return ["status", "scale"].includes(subresource) ? ["get", "patch", "update"] : ["create"];
}
