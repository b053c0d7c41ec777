/** The objects of random stories: few names, so that they meet; few labels, so that selectors change their minds. @module */
import type { LabelSelector } from "../../kube/selector.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { EdgePlacementSpec, NonNamespacedObjects } from "../../kube/edge_api.ts";
import type { Dice } from "./dice.ts";

/** Labels with every key of the story, null where it is not set: a merge then leaves nothing of before. */
export function drawLabels(dice: Dice): Record<string, string> {
  const labels: Record<string, string | null> = {
    env: dice.pick(["prod", "prod", "dev", null]),
    zone: dice.pick(["x", "y", null]),
  };
  return labels as Record<string, string>;
}

/** Any of the forms that a selector can have; most of them select something. */
export function drawSelector(dice: Dice): LabelSelector {
  const none = { matchLabels: null, matchExpressions: null } as unknown as LabelSelector;
  const expression = (
    key: string,
    operator: "In" | "NotIn" | "Exists" | "DoesNotExist",
    values?: string[],
  ) => ({
    ...none,
    matchExpressions: [{ key, operator, ...(values && { values }) }],
  });
  return dice.pick<() => LabelSelector>([
    () => none,
    () => ({ ...none, matchLabels: { env: "prod", zone: null } as unknown as Record<string, string> }),
    () => ({ ...none, matchLabels: { env: "dev", zone: null } as unknown as Record<string, string> }),
    () => ({
      ...none,
      matchLabels: { zone: dice.pick(["x", "y"]), env: null } as unknown as Record<string, string>,
    }),
    () => expression("env", "In", ["prod", "dev"]),
    () => expression("env", "NotIn", ["dev"]),
    () => expression("zone", "Exists"),
    () => expression("zone", "DoesNotExist"),
    () => expression("zone", "In", ["x"]),
  ])();
}

/** Like {@link drawSelector}, as an element of a list, where nothing is merged and nothing need be removed. */
export function drawListedSelector(dice: Dice): LabelSelector {
  return withoutNulls(drawSelector(dice)) as LabelSelector;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== null).map((
      [key, field],
    ) => [key, withoutNulls(field)]),
  );
}

export function syncTarget(name: string, dice: Dice): KubeObject {
  return {
    apiVersion: "workload.kcp.io/v1alpha1",
    kind: "SyncTarget",
    metadata: { name, labels: drawLabels(dice) },
  };
}

export function location(name: string, dice: Dice): KubeObject {
  return {
    apiVersion: "scheduling.kcp.io/v1alpha1",
    kind: "Location",
    metadata: { name, labels: drawLabels(dice) },
    spec: { instanceSelector: drawSelector(dice) },
  };
}

export function placement(name: string, dice: Dice): KubeObject {
  const spec: EdgePlacementSpec = {
    locationSelectors: dice.chance(0.1)
      ? []
      : [drawListedSelector(dice), drawListedSelector(dice)].slice(dice.below(2)),
    namespaceSelector: drawSelector(dice),
    nonNamespacedObjects: drawNonNamespaced(dice),
    upsync: dice.chance(0.3)
      ? [{
        apiGroup: "group1.test",
        resources: ["sprockets"],
        namespaces: ["orbital"],
        names: ["george", "*"],
      }]
      : [],
  };
  return { apiVersion: "edge.kcp.io/v1alpha1", kind: "EdgePlacement", metadata: { name }, spec };
}

function drawNonNamespaced(dice: Dice): readonly NonNamespacedObjects[] {
  const bindings = {
    apiGroup: "apis.kcp.io",
    resources: ["apibindings"],
    resourceNames: ["bind-kubernetes"],
  };
  const roles = {
    apiGroup: "rbac.authorization.k8s.io",
    resources: ["clusterroles"],
    ...(dice.chance(0.5) ? { resourceNames: ["r1"] } : { labelSelectors: [drawListedSelector(dice)] }),
  };
  const crds = {
    apiGroup: "apiextensions.k8s.io",
    resources: ["customresourcedefinitions"],
    resourceNames: [dice.pick(["widgets.example.org", "*"])],
  };
  const spaces = { apiGroup: "", resources: ["namespaces"], labelSelectors: [drawListedSelector(dice)] };
  const most = dice.chance(0.8) ? [bindings] : [];
  return [...most, ...[roles, crds, spaces].filter(() => dice.chance(0.5))];
}

export function namespace(name: string, dice: Dice): KubeObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: drawLabels(dice) } };
}

/** The text by which an object tells which workspace it came from (S9). */
export function canaryOf(workspace: string): string {
  return `canary-${workspace.replaceAll(":", "-")}-`;
}

/** The text by which a Secret's value is found where it should not be (S10). */
export const secretMark = "s3cr3t-value-";

export const workloadKinds = [
  "ConfigMap",
  "Deployment",
  "Secret",
  "ClusterRole",
  "Widget",
  "CustomResourceDefinition",
] as const;
export type WorkloadKind = typeof workloadKinds[number];

/** An object of a workload with content of its own; `serial` makes each edit differ from the last. */
export function workloadObject(
  kind: WorkloadKind,
  { workspace, space, name, serial }: { workspace: string; space: string; name: string; serial: number },
  dice: Dice,
): KubeObject {
  const labels = drawLabels(dice);
  const content = `${canaryOf(workspace)}${serial}`;
  const inSpace = { name, namespace: space, labels };
  switch (kind) {
    case "ConfigMap":
      return {
        apiVersion: "v1",
        kind,
        metadata: inSpace,
        data: { text: content, extra: dice.pick(["a", null]) },
      };
    case "Secret":
      return {
        apiVersion: "v1",
        kind,
        metadata: inSpace,
        type: "Opaque",
        data: { key: `${secretMark}${content}` },
      };
    case "Deployment":
      return {
        apiVersion: "apps/v1",
        kind,
        metadata: { ...inSpace, annotations: { about: content } },
        spec: {
          replicas: dice.below(4),
          template: { spec: { containers: [{ name: "main", image: content }] } },
        },
      };
    case "Widget":
      return {
        apiVersion: "example.org/v1",
        kind,
        metadata: inSpace,
        spec: { size: serial, about: content },
      };
    case "ClusterRole":
      return {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind,
        metadata: { name, labels, annotations: { about: content } },
        rules: [{ verbs: ["get"], apiGroups: [""], resources: ["pods"], resourceNames: [String(serial)] }],
      };
    case "CustomResourceDefinition":
      return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind,
        metadata: { name: "widgets.example.org", labels },
        spec: {
          group: "example.org",
          scope: "Namespaced",
          names: { plural: "widgets", kind: "Widget" },
          versions: [{ name: "v1", served: true, storage: true }],
        },
      };
  }
}
