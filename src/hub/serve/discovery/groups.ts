/** The kinds of a cluster, sorted into groups and versions as discovery presents them. @module */
import { by } from "../../../kube/order.ts";
import { compareVersions } from "../../../kube/version_order.ts";
import { apiVersionOf, groupResourceKey } from "../../../kube/resource.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";

export interface VersionOfGroup {
  readonly group: string;
  readonly version: string;
  /** `apps/v1`, or `v1`. */
  readonly groupVersion: string;
  /** Sorted by resource. */
  readonly kinds: readonly KindDefinition[];
}

export interface GroupOfKinds {
  readonly group: string;
  /** The preferred version first. */
  readonly versions: readonly VersionOfGroup[];
}

/** Sorted by name; the core group, "", comes first. */
export function groupsOf(kinds: readonly KindDefinition[]): readonly GroupOfKinds[] {
  const groups = Map.groupBy(kinds, ({ group }) => group);
  return [...groups].sort(by(([group]) => group)).map(([group, own]) => {
    const versions = [...Map.groupBy(own, ({ version }) => version)]
      .map(([version, all]) => versionOf(group, version, all))
      .sort((a, b) => compareVersions(b.version, a.version));
    return { group, versions };
  });
}

function versionOf(group: string, version: string, kinds: readonly KindDefinition[]): VersionOfGroup {
  const sorted = [...kinds].sort(by(groupResourceKey));
  return { group, version, groupVersion: apiVersionOf({ group, version }), kinds: sorted };
}
