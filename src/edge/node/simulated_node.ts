/**
 * A simulated node: it schedules pods onto itself and brings them to life on paper.
 *
 *     unscheduled ──▶ creating ──volumes, start delay──▶ running ──ready delay, port open──▶ ready
 *
 * Containers do not run. Every image is taken to have been pulled; a container of an httpd or nginx image with a
 * ConfigMap in its document root is imitated well enough for a browser. The annotation
 * `simulated-node.edgechart/ready: "false"` on a pod, its template or the Node keeps pods from being ready. @module
 */
import { configMaps, pods, secrets } from "../../kube/core_api.ts";
import { timestamp } from "../../ports/clock.ts";
import type { WebPort } from "../../ports/web.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { together } from "../../hub/controllers/machinery/controller.ts";
import type { Controller } from "../../hub/controllers/machinery/controller.ts";
import { deleteExact, isDeleting, updateStatus, written } from "../../hub/controllers/machinery/writes.ts";
import { createWorkQueue } from "../../hub/controllers/machinery/work_queue.ts";
import type { Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import type { Change } from "../../hub/objects.ts";
import type { PortMapping } from "../kind_config.ts";
import { onlyCluster } from "../workloads/edge_ports.ts";
import type { EdgePorts } from "../workloads/edge_ports.ts";
import { conditionOf } from "../workloads/workload_types.ts";
import type { Pod } from "../workloads/workload_types.ts";
import { ensureNode, nodes, readyAnnotation } from "./node_object.ts";
import { PodAddresses } from "./pod_addresses.ts";
import { podStatus, unschedulableStatus } from "./pod_status.ts";
import type { PodStage } from "./pod_status.ts";
import { mounts, volumeProblem } from "./pod_volumes.ts";
import { schedulingProblem } from "./scheduler.ts";
import { Sites } from "./sites.ts";

const manager = "kubelet";
/** How long starting, becoming ready and stopping take. */
const startMs = 200;
const readyMs = 300;
const stopMs = 100;

export interface NodeOptions {
  readonly name: string;
  readonly web: WebPort;
  readonly portMap: readonly PortMapping[];
}

interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** Starts the node. Pods that were running when the process ended are served again, without a write. */
export function createSimulatedNode(
  ports: EdgePorts,
  { name: nodeName, web, portMap }: NodeOptions,
): Controller {
  const { hub: { objects }, clock, events } = ports;
  const addresses = new PodAddresses();
  const named = new Map<string, PodName>();
  /** When a pod's containers were started, or its end began, in this process; milliseconds. */
  const since = new Map<string, number>();
  const sites = new Sites({ objects, web, portMap, decided: (uid) => addPod(named.get(uid)) });
  const keyOf = ({ namespace, name }: PodName) => `${namespace}/${name}`;
  const queue = createWorkQueue<PodName>({ ...ports, name: manager, keyOf, reconcile });

  function reconcile(item: PodName): Reconciled {
    const pod = objects.get({ ...item, cluster: onlyCluster, resource: pods }) as Pod | undefined;
    if (pod === undefined) return;
    if (isDeleting(pod)) return stop(pod);
    if (!pod.spec.nodeName) return schedule(pod);
    if (pod.spec.nodeName === nodeName) return run(pod);
  }

  function schedule(pod: Pod): void {
    const others = allPods().filter(({ spec }) => spec.nodeName === nodeName);
    const problem = schedulingProblem(pod, nodeObject(), others);
    const address = addressOf(onlyCluster, pods, pod);
    if (problem === undefined) {
      written(objects.update(address, { ...pod, spec: { ...pod.spec, nodeName } }, { manager: "scheduler" }));
      const place = `${pod.metadata.namespace}/${pod.metadata.name}`;
      events.normal(pod, "Scheduled", `Successfully assigned ${place} to ${nodeName}`);
    } else if (
      updateStatus(objects, address, pod, unschedulableStatus(pod, problem, now()), manager) === "written"
    ) {
      events.warning(pod, "FailedScheduling", problem);
    }
  }

  function run(pod: Pod): Reconciled {
    const uid = pod.metadata.uid!;
    named.set(uid, { namespace: pod.metadata.namespace!, name: pod.metadata.name });
    const problem = isRunning(pod) ? undefined : volumeProblem(objects, pod);
    if (problem !== undefined) return hold(pod, problem);
    if (!since.has(uid)) {
      since.set(uid, isRunning(pod) ? clock.now() - startMs - readyDelay(pod) : clock.now());
    }
    const age = clock.now() - since.get(uid)!;
    if (age < startMs) {
      writeStatus(pod, { stage: "creating" }, "");
      return startMs - age;
    }
    return serve(pod, age - startMs);
  }

  function hold(pod: Pod, problem: string): void {
    const before = conditionOf(pod.status, "Ready")?.message;
    writeStatus(pod, { stage: "creating" }, problem);
    if (before !== problem) events.warning(pod, "FailedMount", problem);
  }

  function serve(pod: Pod, runningMs: number): Reconciled {
    const podIP = addresses.of(pod.metadata.uid!, pod.status?.podIP);
    if (!isRunning(pod)) sayStarted(pod);
    const site = sites.open(pod);
    // After a restart the port is being opened again: until that is decided, what was said still stands.
    if (site === "opening" && conditionOf(pod.status, "Ready")?.status === "True") return;
    const wait = readyDelay(pod) - runningMs;
    const why = typeof site === "object" ? site.problem : unready(pod) ?? (wait > 0 ? "starting" : undefined);
    const isReady = why === undefined && site !== "opening";
    const before = conditionOf(pod.status, "Ready")?.message;
    writeStatus(pod, { stage: isReady ? "ready" : "running", podIP }, why ?? "opening its port");
    if (typeof site === "object" && before !== site.problem) events.warning(pod, "FailedServe", site.problem);
    return wait > 0 ? wait : undefined;
  }

  function sayStarted(pod: Pod): void {
    for (const { name, image = "" } of pod.spec.containers) {
      events.normal(pod, "Pulled", `Container image "${image}" is taken as present on a simulated node`);
      events.normal(pod, "Created", `Created container: ${name}`);
      events.normal(pod, "Started", `Started container ${name}`);
    }
  }

  function readyDelay({ spec }: Pod): number {
    const delays = spec.containers.map(({ readinessProbe }) => readinessProbe?.initialDelaySeconds ?? 0);
    return readyMs + Math.max(0, ...delays) * 1000;
  }

  function unready(pod: Pod): string | undefined {
    const off = [pod, nodeObject()].some((object) =>
      object?.metadata.annotations?.[readyAnnotation] === "false"
    );
    return off ? `readiness is turned off by annotation ${readyAnnotation}` : undefined;
  }

  function writeStatus(pod: Pod, stage: PodStage, why: string): void {
    const message = why || "containers are being created";
    updateStatus(
      objects,
      addressOf(onlyCluster, pods, pod),
      pod,
      podStatus(pod, stage, now(), message),
      manager,
    );
  }

  function stop(pod: Pod): Reconciled {
    const uid = pod.metadata.uid!;
    const key = `${uid}/stop`;
    if (!since.has(key)) {
      since.set(key, clock.now());
      sites.close(uid);
      if (pod.spec.nodeName) {
        for (const { name } of pod.spec.containers) {
          events.normal(pod, "Killing", `Stopping container ${name}`);
        }
      }
    }
    const left = since.get(key)! + stopMs - clock.now();
    if (left > 0) return left;
    deleteExact(objects, addressOf(onlyCluster, pods, pod), pod, { gracePeriodSeconds: 0 });
  }

  function forget(uid: string): void {
    sites.close(uid);
    addresses.release(uid);
    named.delete(uid);
    since.delete(uid);
    since.delete(`${uid}/stop`);
  }

  function allPods(): readonly Pod[] {
    return objects.list({ cluster: onlyCluster, resource: pods }) as readonly Pod[];
  }

  function nodeObject() {
    return objects.get({ cluster: onlyCluster, resource: nodes, name: nodeName });
  }

  function now(): string {
    return timestamp(clock);
  }

  function addPod(item: PodName | undefined): void {
    if (item) queue.add(item);
  }

  function addAll(wanted: (pod: Pod) => boolean): void {
    for (const pod of allPods().filter(wanted)) {
      queue.add({ namespace: pod.metadata.namespace!, name: pod.metadata.name });
    }
  }

  function podChanged({ type, object }: Change): void {
    const { namespace = "", name, uid } = object.metadata;
    if (type !== "DELETED") return queue.add({ namespace, name });
    forget(uid!);
    // Its ports are free: a pod that waited for them may be scheduled now.
    addAll(({ spec }) => !spec.nodeName);
  }

  function volumeChanged({ resource, object: { metadata } }: Change): void {
    const namespace = metadata.namespace;
    addAll((pod) => pod.metadata.namespace === namespace && mounts(pod, resource.resource, metadata.name));
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
