/** The smallest story: a SyncTarget for each edge, one Location for all, one placement, and a namespace. @module */
import type { KubeObject } from "../../src/kube/object.ts";
import type { Operation, Place } from "../../src/simulation/user/operation.ts";

export const put = (at: number, place: Place, object: KubeObject): Operation => ({
  at,
  do: "apply",
  in: place,
  object,
});
const inventory: Place = { workspace: "root:imw" };
export const work: Place = { workspace: "root:wmw-a" };

/** Objects of the inventory come when their API is there, which takes a moment. */
export function onePlacement(edges: readonly string[]): readonly Operation[] {
  const targets = edges.map((edge) =>
    put(1_000, inventory, {
      apiVersion: "workload.kcp.io/v1alpha1",
      kind: "SyncTarget",
      metadata: { name: `t-${edge}` },
    })
  );
  return [
    ...targets,
    put(1_001, inventory, {
      apiVersion: "scheduling.kcp.io/v1alpha1",
      kind: "Location",
      metadata: { name: "l", labels: { all: "" } },
      spec: { instanceSelector: {} },
    }),
    put(1_002, work, {
      apiVersion: "edge.kcp.io/v1alpha1",
      kind: "EdgePlacement",
      metadata: { name: "p" },
      spec: { locationSelectors: [{}], namespaceSelector: {} },
    }),
    put(1_003, work, { apiVersion: "v1", kind: "Namespace", metadata: { name: "n1" } }),
  ];
}
