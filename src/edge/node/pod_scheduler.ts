/** Gives pods to the only node, or says why it cannot take them (kube-scheduler). @module */
import { pods } from "../../kube/core_api.ts";
import { timestamp } from "../../ports/clock.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { together } from "../../hub/controllers/machinery/controller.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import { isDeleting, updateStatus, written } from "../../hub/controllers/machinery/writes.ts";
import { createWorkQueue } from "../../hub/controllers/machinery/work_queue.ts";
import { onlyCluster } from "../workloads/only_cluster.ts";
import type { EdgePorts } from "../workloads/edge_ports.ts";
import type { Pod } from "../workloads/workload_types.ts";
import { nodes } from "./node_object.ts";
import { podKey, podName } from "./pod_name.ts";
import type { PodName } from "./pod_name.ts";
import { unschedulableStatus } from "./pod_status.ts";
import { schedulingProblem } from "./scheduling.ts";

const manager = "default-scheduler";

/** Starts the scheduler of the node of this name. */
export function createPodScheduler(ports: EdgePorts, nodeName: string): Controller {
  const { hub: { objects }, clock, events } = ports;
  const queue = createWorkQueue<PodName>({ ...ports, name: manager, keyOf: podKey, reconcile });

  function reconcile(item: PodName): void {
    const pod = objects.get({ ...item, cluster: onlyCluster, resource: pods }) as Pod | undefined;
    if (pod === undefined || isDeleting(pod) || pod.spec.nodeName) return;
    const node = objects.get({ cluster: onlyCluster, resource: nodes, name: nodeName });
    const others = allPods().filter(({ spec }) => spec.nodeName === nodeName);
    const problem = schedulingProblem(pod, node, others);
    if (problem === undefined) assign(pod);
    else refuse(pod, problem);
  }

  function assign(pod: Pod): void {
    const address = addressOf(onlyCluster, pods, pod);
    written(objects.update(address, { ...pod, spec: { ...pod.spec, nodeName } }, { manager }));
    const { namespace, name } = pod.metadata;
    events.normal(pod, "Scheduled", `Successfully assigned ${namespace}/${name} to ${nodeName}`);
  }

  function refuse(pod: Pod, problem: string): void {
    const status = unschedulableStatus(pod, problem, timestamp(clock));
    const result = updateStatus(objects, addressOf(onlyCluster, pods, pod), pod, status, manager);
    if (result === "written") events.warning(pod, "FailedScheduling", problem);
  }

  function allPods(): readonly Pod[] {
    return objects.list({ cluster: onlyCluster, resource: pods }) as readonly Pod[];
  }

  /** What a pod that went, or a node that changed, may have made possible. */
  function addUnscheduled(): void {
    for (const pod of allPods()) if (!pod.spec.nodeName) queue.add(podName(pod));
  }

  const observed = [
    objects.observe(pods, ({ type, object }) => {
      if (type === "DELETED") addUnscheduled();
      else if (!(object as Pod).spec.nodeName) queue.add(podName(object));
    }),
    objects.observe(nodes, addUnscheduled),
  ];
  addUnscheduled();
  return together([...observed, queue]);
}
