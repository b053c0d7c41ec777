/** ClusterRoles that are made of others (rbac/v1 AggregationRule; pkg/controller/clusterroleaggregation). @module */
import type { KubeObject } from "../../kube/object.ts";
import { by } from "../../kube/order.ts";
import { type LabelSelector, matches } from "../../kube/selector.ts";
import { equalJson, own, valueAt } from "../json_value.ts";

/** The selectors of an aggregated ClusterRole; undefined for a role that keeps its own rules. */
export function roleSelectors(role: unknown): readonly LabelSelector[] | undefined {
  const selectors = valueAt(role, ["aggregationRule", "clusterRoleSelectors"]);
  return Array.isArray(selectors) && selectors.length > 0 ? selectors : undefined;
}

/**
 * The rules of all roles but `name` that the selectors select: in the order of the selectors, then of names, each
 * rule once.
 */
export function aggregatedRules(
  name: string,
  selectors: readonly LabelSelector[],
  roles: readonly KubeObject[],
): readonly unknown[] {
  const others = roles.filter(({ metadata }) => metadata.name !== name).sort(
    by(({ metadata }) => metadata.name),
  );
  const rules = selectors.flatMap((selector) =>
    others.filter(({ metadata }) => matches(selector, metadata.labels)).flatMap(rulesIn)
  );
  return rules.filter((rule, at) => rules.findIndex((other) => equalJson(other, rule)) === at);
}

function rulesIn(role: KubeObject): readonly unknown[] {
  const rules = own(role, "rules");
  return Array.isArray(rules) ? rules : [];
}
