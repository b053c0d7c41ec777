/** A simulated edge cluster: an API server of its own, and one simulated node. @module */
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object_store.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { WebPort } from "../ports/web.ts";
import { namespaces } from "../kube/core_api.ts";
import type { Admission } from "../hub/admission/admission.ts";
import type { Authorizer } from "../hub/authorize/authorizer.ts";
import { startPlainControllers } from "../hub/controllers/start_controllers.ts";
import { writtenOr } from "../hub/controllers/machinery/writes.ts";
import { createHub } from "../hub/hub.ts";
import type { Hub } from "../hub/hub.ts";
import { immortalNamespaces, plainProfileKinds } from "../hub/kinds/plain_profile.ts";
import type { ProfileOptions } from "../hub/kinds/workspace_profile.ts";
import type { PortMapping } from "./kind_config.ts";
import { nodeNameOf } from "./node/node_object.ts";
import { createPodScheduler } from "./node/pod_scheduler.ts";
import { createSimulatedNode } from "./node/simulated_node.ts";
import { createCronJobController } from "./workloads/cron_jobs.ts";
import { createDaemonSetController } from "./workloads/daemon_sets.ts";
import { createDeploymentController } from "./workloads/deployments.ts";
import { onlyCluster } from "./workloads/only_cluster.ts";
import { createEventRecorder } from "./workloads/event_recorder.ts";
import { createJobController } from "./workloads/jobs.ts";
import { createReplicaSetController } from "./workloads/replica_sets.ts";
import { createStatefulSetController } from "./workloads/stateful_sets.ts";

export interface EdgeClusterOptions {
  /** `florin`; the node is then `florin-control-plane`. */
  readonly name: string;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly web: WebPort;
  /** From `parseKindConfig`: which host ports of pods lead to ports of this machine. */
  readonly portMap: readonly PortMapping[];
  /** PEM for `kube-root-ca.crt`; default: empty. */
  readonly certificate?: string;
  readonly authorize?: Authorizer;
  readonly admission?: readonly Admission[];
  /** Answers to reviews and token requests; what is absent is not served. */
  readonly kinds?: ProfileOptions;
}

export interface EdgeCluster {
  readonly name: string;
  readonly hub: Hub;
  /** Stops the node, frees its ports, and closes the API server and its store. Idempotent. */
  stop(): void;
}

/** Starts the cluster over its store: empty, or as it was when it was stopped. */
export function createEdgeCluster(options: EdgeClusterOptions): EdgeCluster {
  const { name, store, clock, randomness, log, web, portMap, certificate = "" } = options;
  const hub = createHub({
    profile: "plain",
    store,
    clock,
    randomness,
    log,
    kinds: plainProfileKinds(options.kinds),
    authorize: options.authorize,
    admission: options.admission,
  });
  const ports = { hub, clock, randomness, log };
  const eventsOf = (component: string) =>
    createEventRecorder({ objects: hub.objects, clock, log }, component);
  const running = [
    startPlainControllers(ports, { certificate }),
    createDeploymentController({ ...ports, events: eventsOf("deployment-controller") }),
    createReplicaSetController({ ...ports, events: eventsOf("replicaset-controller") }),
    createStatefulSetController({ ...ports, events: eventsOf("statefulset-controller") }),
    createDaemonSetController({ ...ports, events: eventsOf("daemonset-controller") }),
    createJobController({ ...ports, events: eventsOf("job-controller") }),
    createCronJobController({ ...ports, events: eventsOf("cronjob-controller") }),
    createPodScheduler({ ...ports, events: eventsOf("default-scheduler") }, nodeNameOf(name)),
    createSimulatedNode({ ...ports, events: eventsOf("kubelet") }, { name: nodeNameOf(name), web, portMap }),
  ];
  ensureNamespaces(hub);
  return {
    name,
    hub,
    stop: () => {
      for (const part of running) part.stop();
      hub.close();
    },
  };
}

/** The namespaces every Kubernetes cluster has. */
function ensureNamespaces({ objects }: Hub): void {
  for (const name of immortalNamespaces) {
    if (objects.get({ cluster: onlyCluster, resource: namespaces, name }) !== undefined) continue;
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    writtenOr(objects.create({ cluster: onlyCluster, resource: namespaces }, object), "AlreadyExists");
  }
}
