/** Keeps the rules of aggregated ClusterRoles (pkg/controller/clusterroleaggregation). @module */
import { clusterRoles } from "../../../kube/core_api.ts";
import { aggregatedRules, roleSelectors } from "../../authorize/aggregation.ts";
import { equalJson } from "../../json_value.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "clusterrole-aggregation-controller";

/** Starts the controller. What somebody else wrote into the rules of an aggregated role does not last. */
export function createRoleAggregation(ports: ControllerPorts): Controller {
  const { objects } = ports.hub;
  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });

  function reconcile({ cluster, name }: NameInCluster): void {
    const address = { cluster, resource: clusterRoles, name };
    const role = objects.get(address);
    const selectors = roleSelectors(role);
    if (role === undefined || selectors === undefined || isDeleting(role)) return;
    const rules = aggregatedRules(name, selectors, objects.list({ cluster, resource: clusterRoles }));
    if (!equalJson(rules, role.rules ?? [])) {
      written(objects.update(address, { ...role, rules }, { manager }));
    }
  }

  /** Any role may be a part of any aggregated one, and of one that is aggregated itself. */
  function lookAt(cluster: string): void {
    for (const role of objects.list({ cluster, resource: clusterRoles })) {
      if (roleSelectors(role) !== undefined) queue.add({ cluster, name: role.metadata.name });
    }
  }

  const observed = objects.observe(clusterRoles, ({ cluster }) => lookAt(cluster));
  for (const { id } of ports.hub.logicalClusters()) lookAt(id);
  return together([observed, queue]);
}
