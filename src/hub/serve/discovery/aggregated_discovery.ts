/** All of discovery in two documents (KEP-3352). @module */
import { allVerbs, type KindDefinition, subresourcesOf } from "../../resources/kind_definition.ts";
import { parseAccept } from "../request/media_type.ts";
import type { GroupOfKinds } from "./groups.ts";
import { subresourceKind, subresourceVerbs } from "./plain_discovery.ts";

const group = "apidiscovery.k8s.io";
const versions = ["v2", "v2beta1"];

/** The version of the aggregated form an Accept header prefers; undefined if it prefers the plain form. */
export function aggregatedVersion(accept: string | undefined): string | undefined {
  for (const { type, parameters: { g, v = "", as } } of parseAccept(accept)) {
    if (type !== "application/json" && type !== "*/*") continue;
    if (as === undefined) return undefined;
    if (as === "APIGroupDiscoveryList" && g === group && versions.includes(v)) return v;
  }
  return undefined;
}

/** The content type must repeat what was asked for, or clients take the document for the plain form. */
export function aggregatedContentType(version: string): string {
  return `application/json;g=${group};v=${version};as=APIGroupDiscoveryList`;
}

/** `APIGroupDiscoveryList` of some groups. */
export function aggregatedDiscovery(groups: readonly GroupOfKinds[], version: string): unknown {
  const items = groups.map(({ group: name, versions }) => ({
    metadata: { name: name === "" ? undefined : name, creationTimestamp: null },
    versions: versions.map(({ version, kinds }) => ({
      version,
      resources: kinds.map(resourceOf),
      freshness: "Current",
    })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: `${group}/${version}`, metadata: {}, items };
}

function resourceOf(definition: KindDefinition) {
  const { group, version, kind, resource, singular, namespaced, shortNames, categories } = definition;
  return {
    resource,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: definition.verbs ?? allVerbs,
    shortNames,
    categories,
    subresources: subresourcesOf(definition).map((subresource) => ({
      subresource,
      responseKind: subresourceKind(definition, subresource),
      verbs: subresourceVerbs(subresource),
    })),
  };
}
