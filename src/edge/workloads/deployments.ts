/** Deployments of the simulated cluster: one ReplicaSet per template, rolled over within the limits. @module */
import { deployments, replicaSets } from "../../kube/core_api.ts";
import { equal } from "../../kube/equality.ts";
import { by } from "../../kube/order.ts";
import { timestamp } from "../../ports/clock.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { together } from "../../hub/controllers/machinery/controller.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import { deleteExact, isDeleting, updateStatus, written } from "../../hub/controllers/machinery/writes.ts";
import { createWorkQueue } from "../../hub/controllers/machinery/work_queue.ts";
import type { Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import { controlledObjects } from "./adoption.ts";
import { deploymentStatus, progressDeadline } from "./deployment_status.ts";
import { onlyCluster } from "./only_cluster.ts";
import type { ObjectAddress } from "../../hub/objects.ts";
import type { EdgePorts } from "./edge_ports.ts";
import { templateHash } from "./pod_hash.ts";
import { nextSizes } from "./rollout.ts";
import type { Size } from "./rollout.ts";
import { controllerOf, controllerReference } from "./workload_types.ts";
import type { Deployment, PodTemplate, ReplicaSet } from "./workload_types.ts";

const manager = "deployment-controller";
const hashLabel = "pod-template-hash";
const revisionAnnotation = "deployment.kubernetes.io/revision";

interface DeploymentName {
  readonly namespace: string;
  readonly name: string;
}

/** Starts the controller. */
export function createDeploymentController(ports: EdgePorts): Controller {
  const { objects } = ports.hub;
  const keyOf = ({ namespace, name }: DeploymentName) => `${namespace}/${name}`;
  const queue = createWorkQueue<DeploymentName>({ ...ports, name: manager, keyOf, reconcile });

  function reconcile({ namespace, name }: DeploymentName): Reconciled {
    const address = { cluster: onlyCluster, resource: deployments, namespace, name };
    const deployment = objects.get(address) as Deployment | undefined;
    if (deployment === undefined || isDeleting(deployment)) return;
    if (deployment.spec.paused !== true) rollOut(deployment);
    return report(address);
  }

  /** Writes the status of the Deployment as rolling it out left it. */
  function report(address: ObjectAddress): Reconciled {
    const deployment = objects.get(address) as Deployment;
    const all = setsOf(deployment);
    const status = deploymentStatus(deployment, currentOf(deployment, all), all, timestamp(ports.clock));
    updateStatus(objects, address, deployment, status, manager);
    return dueIn({ ...deployment, status });
  }

  function dueIn(deployment: Deployment): number | undefined {
    const due = progressDeadline(deployment);
    const failed = deployment.status?.conditions?.some(({ reason }) => reason === "ProgressDeadlineExceeded");
    return due === undefined || failed ? undefined : Math.max(due - ports.clock.now(), 0);
  }

  function rollOut(deployment: Deployment): void {
    const all = setsOf(deployment);
    const current = currentOf(deployment, all) ?? createSet(deployment, all);
    promote(deployment, current, all);
    const old = all.filter((set) => set !== current);
    for (const size of nextSizes(deployment, current, old)) scale(deployment, size);
    forgetOld(deployment, old);
  }

  /** A Deployment's sets, oldest revision first. */
  function setsOf(deployment: Deployment): readonly ReplicaSet[] {
    const all = controlledObjects(objects, deployment, replicaSets, manager) as readonly ReplicaSet[];
    return [...all].sort((a, b) => revisionOf(a) - revisionOf(b));
  }

  function createSet(deployment: Deployment, all: readonly ReplicaSet[]): ReplicaSet {
    const { namespace, name } = deployment.metadata;
    const { template, selector, minReadySeconds } = deployment.spec;
    const hash = templateHash(template);
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    const set = {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels,
        annotations: { [revisionAnnotation]: String(highestRevision(all) + 1) },
        ownerReferences: controllerReference(deployment),
      },
      spec: {
        replicas: 0,
        ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    const place = { cluster: onlyCluster, resource: replicaSets, namespace };
    return written(objects.create(place, set, { manager })) as ReplicaSet;
  }

  /** The set in use has the highest revision; the Deployment repeats it, for `kubectl rollout history`. */
  function promote(deployment: Deployment, current: ReplicaSet, all: readonly ReplicaSet[]): void {
    const highest = highestRevision(all.filter((set) => set !== current));
    const revision = revisionOf(current) > highest ? revisionOf(current) : highest + 1;
    for (const object of [current, deployment]) {
      if (object.metadata.annotations?.[revisionAnnotation] === String(revision)) continue;
      const resource = object === current ? replicaSets : deployments;
      const address = addressOf(onlyCluster, resource, object);
      const newest = objects.get(address)!;
      const annotations = { ...newest.metadata.annotations, [revisionAnnotation]: String(revision) };
      written(
        objects.update(address, { ...newest, metadata: { ...newest.metadata, annotations } }, { manager }),
      );
    }
  }

  function scale(deployment: Deployment, { replicaSet, replicas }: Size): void {
    const address = addressOf(onlyCluster, replicaSets, replicaSet);
    const newest = objects.get(address) as ReplicaSet | undefined;
    if (newest === undefined) return;
    const before = newest.spec.replicas ?? 0;
    written(objects.update(address, { ...newest, spec: { ...newest.spec, replicas } }, { manager }));
    const way = replicas > before ? "up" : "down";
    const message = `Scaled ${way} replica set ${newest.metadata.name} from ${before} to ${replicas}`;
    ports.events.normal(deployment, "ScalingReplicaSet", message);
  }

  /** Keeps only so many empty sets as `kubectl rollout undo` may want to go back to. */
  function forgetOld(deployment: Deployment, old: readonly ReplicaSet[]): void {
    const empty = old.filter(({ spec, status }) =>
      (spec.replicas ?? 0) === 0 && (status?.replicas ?? 0) === 0
    );
    const excess = empty.length - (deployment.spec.revisionHistoryLimit ?? 10);
    for (const set of empty.slice(0, Math.max(excess, 0))) {
      deleteExact(objects, addressOf(onlyCluster, replicaSets, set), set);
    }
  }

  const observed = [
    objects.observe(deployments, ({ object: { metadata } }) => {
      queue.add({ namespace: metadata.namespace!, name: metadata.name });
    }),
    objects.observe(replicaSets, ({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === "Deployment") {
        queue.add({ namespace: object.metadata.namespace!, name: owner.name });
      }
    }),
  ];
  for (const { metadata } of objects.list({ cluster: onlyCluster, resource: deployments })) {
    queue.add({ namespace: metadata.namespace!, name: metadata.name });
  }
  return together([...observed, queue]);
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

function highestRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map(revisionOf));
}

/** The set whose template is the Deployment's; of several, the oldest. */
function currentOf({ spec }: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(by(({ metadata }) => metadata.creationTimestamp ?? ""))
    .find((set) => equal(withoutHash(set.spec.template), withoutHash(spec.template)));
}

function withoutHash(template: PodTemplate): PodTemplate {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
