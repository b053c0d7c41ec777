/**
 * A simulated node: it brings the pods it is given to life on paper.
 *
 *     creating ──volumes, start delay──▶ running ──ready delay, port open──▶ ready ──deleted──▶ stopped
 *                                        restartPolicy not Always: running ──run time──▶ succeeded or failed
 *
 * Containers do not run. Every image is taken to have been pulled; a container of an httpd or nginx image with a
 * ConfigMap in its document root is imitated well enough for a browser. The annotation
 * `simulated-node.edgechart/ready: "false"` on a pod, its template or the Node keeps pods from being ready. A pod whose
 * restartPolicy is not Always ends after a second, or after `simulated-node.edgechart/run-seconds`, with 0 or with
 * `simulated-node.edgechart/exit-code`. @module
 */
import { configMaps, pods, secrets } from "../../kube/core_api.ts";
import { timestamp } from "../../ports/clock.ts";
import type { WebPort } from "../../ports/web.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { together } from "../../hub/controllers/machinery/controller.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import { deleteExact, isDeleting, updateStatus } from "../../hub/controllers/machinery/writes.ts";
import { createWorkQueue } from "../../hub/controllers/machinery/work_queue.ts";
import type { Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import type { Change } from "../../hub/objects.ts";
import type { PortMapping } from "../kind_config.ts";
import { onlyCluster } from "../workloads/only_cluster.ts";
import type { EdgePorts } from "../workloads/edge_ports.ts";
import { isFinished } from "../workloads/readiness.ts";
import { conditionOf } from "../workloads/workload_types.ts";
import type { Pod } from "../workloads/workload_types.ts";
import { ensureNode, nodes, readyAnnotation } from "./node_object.ts";
import { PodAddresses } from "./pod_addresses.ts";
import { podKey, podName } from "./pod_name.ts";
import type { PodName } from "./pod_name.ts";
import { finishedStatus, podStatus } from "./pod_status.ts";
import type { PodStage } from "./pod_status.ts";
import { PodTimes } from "./pod_times.ts";
import { mounts, volumeProblem } from "./pod_volumes.ts";
import { Sites } from "./sites.ts";

const manager = "kubelet";
/** The annotation that says with which code the containers of a pod end that is to end by itself. */
const exitCodeAnnotation = "simulated-node.edgechart/exit-code";
/** How often a port of this machine that somebody else has is tried again. */
const portRetryMs = 5000;

export interface NodeOptions {
  readonly name: string;
  readonly web: WebPort;
  readonly portMap: readonly PortMapping[];
}

/** Starts the node. Pods that were running when the process ended are served again, without a write. */
export function createSimulatedNode(
  ports: EdgePorts,
  { name: nodeName, web, portMap }: NodeOptions,
): Controller {
  const { hub: { objects }, clock, events } = ports;
  const addresses = new PodAddresses();
  const times = new PodTimes(clock);
  const names = new Map<string, PodName>();
  const sites = new Sites({ objects, web, portMap, decided: (uid) => addPod(names.get(uid)) });
  const queue = createWorkQueue<PodName>({ ...ports, name: manager, keyOf: podKey, reconcile });

  function reconcile(item: PodName): Reconciled {
    const pod = objects.get({ ...item, cluster: onlyCluster, resource: pods }) as Pod | undefined;
    if (pod === undefined || pod.spec.nodeName !== nodeName) return;
    names.set(pod.metadata.uid!, item);
    if (isDeleting(pod)) return stop(pod);
    return isFinished(pod) ? undefined : start(pod);
  }

  function start(pod: Pod): Reconciled {
    const problem = isRunning(pod) ? undefined : volumeProblem(objects, pod);
    if (problem !== undefined) return hold(pod, problem);
    const wait = times.untilRunning(pod);
    if (wait <= 0) return run(pod);
    writeStatus(pod, { stage: "creating" }, "containers are being created");
    return wait;
  }

  function hold(pod: Pod, problem: string): void {
    const before = readyMessage(pod);
    writeStatus(pod, { stage: "creating" }, problem);
    if (before !== problem) events.warning(pod, "FailedMount", problem);
  }

  function run(pod: Pod): Reconciled {
    if (!isRunning(pod)) sayStarted(pod);
    const left = times.untilDone(pod);
    return left <= 0 ? finish(pod) : sooner(left, serve(pod));
  }

  /** The containers have done their work: what they served is closed. */
  function finish(pod: Pod): void {
    sites.close(pod.metadata.uid!);
    const exitCode = exitCodeOf(pod);
    const status = finishedStatus(pod, exitCode, timestamp(clock));
    updateStatus(objects, addressOf(onlyCluster, pods, pod), pod, status, manager);
  }

  function serve(pod: Pod): Reconciled {
    const podIP = addresses.of(pod.metadata.uid!, pod.status?.podIP);
    const site = sites.open(pod);
    // After a restart the port is being opened again: until that is decided, what was said still stands.
    if (site === "opening" && conditionOf(pod.status, "Ready")?.status === "True") return;
    const refusal = typeof site === "object" ? site.problem : undefined;
    const wait = times.untilReady(pod);
    const why = refusal ?? unready(pod) ??
      (wait > 0 ? "starting" : site === "opening" ? "opening its port" : "");
    const before = readyMessage(pod);
    writeStatus(pod, { stage: why === "" ? "ready" : "running", podIP }, why);
    if (refusal === undefined) return wait > 0 ? wait : undefined;
    if (before !== refusal) events.warning(pod, "FailedServe", refusal);
    sites.close(pod.metadata.uid!);
    return portRetryMs;
  }

  function sayStarted(pod: Pod): void {
    for (const { name, image = "" } of pod.spec.containers) {
      events.normal(pod, "Pulled", `Container image "${image}" is taken as present on a simulated node`);
      events.normal(pod, "Created", `Created container: ${name}`);
      events.normal(pod, "Started", `Started container ${name}`);
    }
  }

  function unready(pod: Pod): string | undefined {
    const node = objects.get({ cluster: onlyCluster, resource: nodes, name: nodeName });
    const off = [pod, node].some((object) => object?.metadata.annotations?.[readyAnnotation] === "false");
    return off ? `readiness is turned off by annotation ${readyAnnotation}` : undefined;
  }

  function writeStatus(pod: Pod, stage: PodStage, why: string): void {
    const status = podStatus(pod, stage, timestamp(clock), why);
    updateStatus(objects, addressOf(onlyCluster, pods, pod), pod, status, manager);
  }

  function stop(pod: Pod): Reconciled {
    const uid = pod.metadata.uid!;
    if (!times.isStopping(uid)) {
      sites.close(uid);
      for (const { name } of pod.spec.containers) events.normal(pod, "Killing", `Stopping container ${name}`);
    }
    const wait = times.untilStopped(uid);
    if (wait > 0) return wait;
    deleteExact(objects, addressOf(onlyCluster, pods, pod), pod, { gracePeriodSeconds: 0 });
  }

  function forget(uid: string): void {
    sites.close(uid);
    addresses.release(uid);
    times.forget(uid);
    names.delete(uid);
  }

  function addPod(item: PodName | undefined): void {
    if (item) queue.add(item);
  }

  function addAll(wanted: (pod: Pod) => boolean): void {
    const all = objects.list({ cluster: onlyCluster, resource: pods }) as readonly Pod[];
    for (const pod of all.filter(wanted)) queue.add(podName(pod));
  }

  function podChanged({ type, object }: Change): void {
    if (type === "DELETED") forget(object.metadata.uid!);
    else queue.add(podName(object));
  }

  function volumeChanged({ resource, object: { metadata } }: Change): void {
    addAll((pod) =>
      pod.metadata.namespace === metadata.namespace && mounts(pod, resource.resource, metadata.name)
    );
  }

  ensureNode(ports, nodeName);
  const observed = [
    objects.observe(pods, podChanged),
    objects.observe(configMaps, volumeChanged),
    objects.observe(secrets, volumeChanged),
    objects.observe(nodes, () => addAll(() => true)),
  ];
  addAll(() => true);
  return together([...observed, queue, { stop: () => sites.closeAll() }]);
}

function isRunning({ status }: Pod): boolean {
  return status?.phase === "Running";
}

/** The sooner of a time and what may be one. */
function sooner(left: number, other: Reconciled): Reconciled {
  const least = Math.min(left, typeof other === "number" ? other : Infinity);
  return Number.isFinite(least) ? least : undefined;
}

function exitCodeOf({ metadata }: Pod): number {
  const code = Number(metadata.annotations?.[exitCodeAnnotation] ?? 0);
  return Number.isInteger(code) && code >= 0 && code <= 255 ? code : 1;
}

/** What was said last of why the pod is not ready. */
function readyMessage({ status }: Pod): string | undefined {
  return conditionOf(status, "Ready")?.message;
}
