/** DaemonSets of the simulated cluster: one pod for each node that may have one (pkg/controller/daemon). @module */
import { daemonSets, pods } from "../../kube/core_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import type { Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import { isDeleting } from "../../hub/controllers/machinery/writes.ts";
import { nodes } from "../node/node_object.ts";
import { controlledObjects } from "./adoption.ts";
import type { EdgePorts } from "./edge_ports.ts";
import { onlyCluster } from "./only_cluster.ts";
import { createPodOwner, OwnedPods } from "./owned_pods.ts";
import { podSuffix } from "./pod_hash.ts";
import { availableTimes, isFinished, isReady, untilNext } from "./readiness.ts";
import { isOfRevision, podOf, revisionOf } from "./template_revision.ts";
import type { Affinity, DaemonSet, Pod } from "./workload_types.ts";

const manager = "daemonset-controller";

/** Starts the controller. */
export function createDaemonSetController(ports: EdgePorts): Controller {
  const { objects } = ports.hub;
  const owned = new OwnedPods(ports, manager);

  function reconcile(set: DaemonSet): Reconciled {
    controlledObjects(objects, set, pods, manager);
    const names = nodesFor(set);
    const present = owned.of(set);
    for (const node of names) {
      if (!present.some((pod) => nodeOf(pod) === node)) owned.create(set, podFor(set, node));
    }
    for (const pod of present.filter((one) => isFinished(one) || !names.includes(nodeOf(one)))) {
      owned.delete(set, pod);
    }
    for (const pod of outdated(set, present, names.length)) owned.delete(set, pod);
    return report(set, names);
  }

  /** Names of the nodes whose labels the template asks for, sorted as they are stored. */
  function nodesFor({ spec: { template } }: DaemonSet): readonly string[] {
    const wanted = Object.entries(template.spec.nodeSelector ?? {});
    const isFit = ({ metadata: { labels = {} } }: KubeObject) =>
      wanted.every(([key, value]) => labels[key] === value);
    return objects.list({ cluster: onlyCluster, resource: nodes }).filter(isFit).map(({ metadata }) =>
      metadata.name
    );
  }

  function podFor(set: DaemonSet, node: string): Pod {
    const generateName = `${set.metadata.name}-`;
    const { metadata, spec, ...pod } = podOf(set, `${generateName}${podSuffix(ports.randomness)}`);
    return {
      ...pod,
      metadata: { ...metadata, generateName },
      spec: { ...spec, affinity: affinityTo(node) },
    };
  }

  function report(set: DaemonSet, names: readonly string[]): Reconciled {
    const present = owned.of(set).filter((pod) => !isDeleting(pod));
    const now = ports.clock.now();
    const times = availableTimes(present, set.spec.minReadySeconds);
    owned.report(set, daemonSets, statusOf(set, present, names, times.filter((time) => time <= now).length));
    return untilNext(times, now);
  }

  return createPodOwner<DaemonSet>(ports, {
    ...{ manager, resource: daemonSets, kind: "DaemonSet", reconcile, alsoWatch: [nodes] },
  });
}

function affinityTo(node: string): Affinity {
  const matchFields = [{ key: "metadata.name", operator: "In", values: [node] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
}

/** The node that the pod was made for. */
function nodeOf({ spec }: Pod): string {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const fields = required?.nodeSelectorTerms?.flatMap(({ matchFields = [] }) => matchFields) ?? [];
  return fields.find(({ key }) => key === "metadata.name")?.values?.[0] ?? spec.nodeName ?? "";
}

/** The pods of an older template to give up now: those that are not ready, and others as far as the strategy allows. */
export function outdated(set: DaemonSet, present: readonly Pod[], desired: number): readonly Pod[] {
  const { type = "RollingUpdate", rollingUpdate: { maxUnavailable = 1 } = {} } = set.spec.updateStrategy ??
    {};
  if (type === "OnDelete") return [];
  const isServing = (pod: Pod) => isReady(pod) && !isDeleting(pod);
  const old = present.filter((pod) => !isDeleting(pod) && !isOfRevision(pod, revisionOf(set)));
  const allowed = typeof maxUnavailable === "number"
    ? maxUnavailable
    : Math.ceil(Number.parseInt(maxUnavailable, 10) * desired / 100);
  const spare = Math.max(1, allowed) - (desired - present.filter(isServing).length);
  return [...old.filter((pod) => !isServing(pod)), ...old.filter(isServing).slice(0, Math.max(0, spare))];
}

function statusOf(
  set: DaemonSet,
  present: readonly Pod[],
  names: readonly string[],
  numberAvailable: number,
): unknown {
  const placed = present.filter((pod) => names.includes(nodeOf(pod)));
  const numberUnavailable = names.length - numberAvailable;
  const updated = placed.filter((pod) => isOfRevision(pod, revisionOf(set))).length;
  return {
    observedGeneration: set.metadata.generation ?? 0,
    currentNumberScheduled: placed.length,
    desiredNumberScheduled: names.length,
    numberMisscheduled: present.length - placed.length,
    numberReady: placed.filter(isReady).length,
    ...(updated > 0 && { updatedNumberScheduled: updated }),
    ...(numberAvailable > 0 && { numberAvailable }),
    ...(numberUnavailable > 0 && { numberUnavailable }),
  };
}
