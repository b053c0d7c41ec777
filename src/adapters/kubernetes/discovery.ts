/** Which resources a server serves, by aggregated discovery or, where that is not known, by the plain one. @module */
import { by } from "../../kube/order.ts";
import { type ApiResource, groupResourceKey, groupVersionOf } from "../../kube/resource.ts";

/** One group version with its rows, in the order in which the server prefers them. */
export type VersionRows = readonly ApiResource[];

/** `Accept` for a document that may be aggregated. */
export const aggregatedAccept = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat("application/json").join(",");

interface AggregatedDocument {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly AggregatedResource[];
    }[];
  }[];
}
interface AggregatedResource {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope: string;
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}
interface PlainResource {
  readonly name: string;
  readonly kind: string;
  readonly singularName?: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The rows of an `APIGroupDiscoveryList` (KEP-3352); undefined when the document is something else. */
export function rowsOfAggregated(document: unknown): readonly VersionRows[] | undefined {
  const { kind } = document as { kind?: string };
  if (kind !== "APIGroupDiscoveryList") return undefined;
  return ((document as AggregatedDocument).items ?? []).flatMap(({ metadata, versions = [] }) =>
    versions.map(({ version, resources = [] }) =>
      resources.map((row) => ({
        group: metadata?.name ?? "",
        version,
        resource: row.resource,
        kind: row.responseKind?.kind ?? "",
        singular: row.singularResource,
        namespaced: row.scope === "Namespaced",
        verbs: row.verbs,
        shortNames: row.shortNames,
        categories: row.categories,
        subresources: row.subresources?.map(({ subresource }) => subresource) ?? [],
      }))
    )
  );
}

/** The paths below a server's address that list the resources of each group version, preferred ones first. */
export function versionPaths(core: unknown, groups: unknown): readonly string[] {
  const { versions = [] } = core as { versions?: string[] };
  const { groups: list = [] } = groups as {
    groups?: { versions: { groupVersion: string }[]; preferredVersion?: { groupVersion: string } }[];
  };
  const named = list.flatMap(({ versions, preferredVersion }) => {
    const all = versions.map(({ groupVersion }) => groupVersion);
    return preferredVersion === undefined ? all : [...new Set([preferredVersion.groupVersion, ...all])];
  });
  return [...versions.map((version) => `/api/${version}`), ...named.map((name) => `/apis/${name}`)];
}

/** The rows of an `APIResourceList`, with each subresource put to its resource. */
export function rowsOfPlain(document: unknown): VersionRows {
  const { groupVersion = "", resources = [] } = document as {
    groupVersion?: string;
    resources?: PlainResource[];
  };
  const names = resources.map(({ name }) => name);
  return resources.filter(({ name }) => !name.includes("/")).map((row) => ({
    ...groupVersionOf(groupVersion),
    resource: row.name,
    kind: row.kind,
    singular: row.singularName ?? "",
    namespaced: row.namespaced,
    verbs: row.verbs,
    shortNames: row.shortNames,
    categories: row.categories,
    subresources: names.filter((name) => name.startsWith(`${row.name}/`)).map((name) =>
      name.slice(row.name.length + 1)
    ),
  }));
}

/** One row per resource: of its group's versions the first that has it, and which others do. Sorted by resource and group. */
export function preferredRows(versions: readonly VersionRows[]): readonly ApiResource[] {
  const rows = Map.groupBy(versions.flat(), groupResourceKey);
  return [...rows.values()].map(([preferred, ...others]): ApiResource =>
    others.length === 0
      ? preferred!
      : { ...preferred!, versions: [preferred!, ...others].map(({ version }) => version) }
  ).sort(by(groupResourceKey));
}
