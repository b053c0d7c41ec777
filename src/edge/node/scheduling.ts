/** Whether the only node can take a pod (kube-scheduler's filters NodePorts, NodeAffinity, NodeUnschedulable). @module */
import type { KubeObject } from "../../kube/object.ts";
import { isFinished } from "../workloads/readiness.ts";
import type { Pod } from "../workloads/workload_types.ts";

const prefix = "0/1 nodes are available: 1 node(s)";

/** Why the node cannot take the pod, in the scheduler's words; undefined when it can. */
export function schedulingProblem(
  pod: Pod,
  node: KubeObject | undefined,
  others: readonly Pod[],
): string | undefined {
  if (node === undefined) return "no nodes available to schedule pods";
  if ((node.spec as { unschedulable?: boolean } | undefined)?.unschedulable === true) {
    return `${prefix} were unschedulable.`;
  }
  const labels = node.metadata.labels ?? {};
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (wanted.some(([key, value]) => labels[key] !== value) || isForOther(pod, node.metadata.name)) {
    return `${prefix} didn't match Pod's node affinity/selector.`;
  }
  const taken = new Set(others.filter((other) => !isFinished(other)).flatMap(hostPorts));
  return hostPorts(pod).some((port) => taken.has(port))
    ? `${prefix} didn't have free ports for the requested pod ports.`
    : undefined;
}

/** Whether a DaemonSet has made the pod for another node. Other affinities are not looked at. */
function isForOther({ spec: { affinity } }: Pod, name: string): boolean {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ??
    [];
  const fields = terms.flatMap(({ matchFields = [] }) => matchFields);
  const names = fields.filter(({ key, operator }) => key === "metadata.name" && operator === "In");
  return names.length > 0 && !names.some(({ values = [] }) => values.includes(name));
}

/** Ports of the node that a pod asks for, with their protocols. */
export function hostPorts({ spec }: Pod): readonly string[] {
  return spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = "TCP" }) => hostPort ? [`${protocol}/${hostPort}`] : [])
  );
}
