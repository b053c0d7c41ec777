/** The Node of a simulated cluster: it says of itself that it is simulated. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { Gvr } from "../../kube/resource.ts";
import { timestamp } from "../../ports/clock.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { writtenOr } from "../../hub/controllers/machinery/writes.ts";
import { onlyCluster } from "../workloads/only_cluster.ts";
import type { EdgePorts } from "../workloads/edge_ports.ts";

/** Nodes of the core group. */
export const nodes: Gvr = { group: "", version: "v1", resource: "nodes" };
/** What the node says its pods' addresses are; nothing answers there. */
export const nodeAddress = "172.18.0.2";
/** The annotation, on a Pod, a pod template or the Node, that turns readiness off with the value "false". */
export const readyAnnotation = "simulated-node.edgechart/ready";

/** The name `kind` gives to the only node of a cluster. */
export function nodeNameOf(cluster: string): string {
  return `${cluster}-control-plane`;
}

/** Makes the Node unless it is there. It has no heartbeat, because nothing could interrupt it. */
export function ensureNode({ hub: { objects }, clock }: EdgePorts, name: string): void {
  const node = nodeObject(name, timestamp(clock));
  if (objects.get(addressOf(onlyCluster, nodes, node)) !== undefined) return;
  writtenOr(
    objects.create({ cluster: onlyCluster, resource: nodes }, node, { manager: "kubelet" }),
    "AlreadyExists",
  );
}

function nodeObject(name: string, now: string): KubeObject {
  const resources = { cpu: "8", memory: "16Gi", pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node-role.kubernetes.io/control-plane": "",
      },
    },
    spec: { podCIDR: "10.244.0.0/24", podCIDRs: ["10.244.0.0/24"] },
    status: {
      addresses: [{ type: "InternalIP", address: nodeAddress }, { type: "Hostname", address: name }],
      allocatable: resources,
      capacity: resources,
      conditions: conditions(now),
      nodeInfo: nodeInfo(name),
    },
  };
}

function conditions(now: string) {
  const times = { lastHeartbeatTime: now, lastTransitionTime: now };
  const pressure = ["MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => {
    const reason = `KubeletHasSufficient${type.replace("Pressure", "")}`;
    return { type, status: "False", reason, message: "a simulated node has no pressure", ...times };
  });
  const message = "the simulated node is ready";
  return [...pressure, { type: "Ready", status: "True", reason: "KubeletReady", message, ...times }];
}

function nodeInfo(name: string) {
  return {
    architecture: "amd64",
    bootID: `simulated-${name}`,
    containerRuntimeVersion: "simulated://1.0.0",
    kernelVersion: "simulated",
    kubeProxyVersion: "",
    kubeletVersion: "v1.31.0",
    machineID: `simulated-${name}`,
    operatingSystem: "linux",
    osImage: "Edgechart simulated node",
    systemUUID: `simulated-${name}`,
  };
}
