/** Adds Kubernetes' defaults to the workload kinds of a plain cluster; kcp's bound kinds have none. @module */
import type { KubeObject } from "../../../kube/object.ts";
import { groupResourceKey } from "../../../kube/resource.ts";
import type { HookContext, KindDefinition } from "../../resources/kind_definition.ts";
import { at, listAt, textAt } from "../printers/columns.ts";
import { podSpecDefaults } from "./pod_defaults.ts";

type Defaults = (object: KubeObject, context: HookContext, old?: KubeObject) => KubeObject;
type Fields = Readonly<Record<string, unknown>>;

const defaultsOf: Readonly<Record<string, Defaults>> = {
  "daemonsets.apps": (object) => withTemplate(object, { revisionHistoryLimit: 10, updateStrategy: rolling }),
  "deployments.apps": (object) =>
    withTemplate(object, { ...deploymentDefaults, replicas: 1 }, deploymentStrategy),
  "jobs.batch": (object) =>
    withTemplate(object, { completions: 1, parallelism: 1, backoffLimit: 6, suspend: false }),
  "pods": (object) => ({
    ...object,
    spec: podSpecDefaults({ serviceAccountName: "default", ...(object.spec as Fields) }),
    status: { phase: "Pending", qosClass: "BestEffort", ...(object.status as Fields | undefined) },
  }),
  "replicasets.apps": (object) => withTemplate(object, { replicas: 1 }),
  "services": serviceDefaults,
  "statefulsets.apps": (object) =>
    withTemplate(object, { replicas: 1, podManagementPolicy: "OrderedReady", revisionHistoryLimit: 10 }),
};

const rolling = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
const deploymentDefaults = { revisionHistoryLimit: 10, progressDeadlineSeconds: 600 };

/** The definition with defaults on create and update, if Kubernetes has any for it. */
export function withDefaults(kind: KindDefinition): KindDefinition {
  const key = groupResourceKey(kind);
  const fill = Object.hasOwn(defaultsOf, key) ? defaultsOf[key] : undefined;
  if (fill === undefined) return kind;
  return {
    ...kind,
    prepareCreate: (context, object) => fill(object, context),
    prepareUpdate: (context, object, old) => fill(object, context, old),
    ...(key === "pods" ? { gracePeriodSeconds: podGracePeriod } : {}),
  };
}

/** A pod that no node has yet stops at once (pkg/registry/core/pod, CheckGracefulDelete). */
function podGracePeriod(pod: KubeObject): number {
  if (textAt(pod, "spec", "nodeName") === "") return 0;
  const seconds = at(pod, "spec", "terminationGracePeriodSeconds");
  return typeof seconds === "number" ? seconds : 30;
}

function withTemplate(object: KubeObject, defaults: Fields, finish = (spec: Fields) => spec): KubeObject {
  const spec = (object.spec ?? {}) as Fields;
  const template = (spec.template ?? {}) as Fields;
  return {
    ...object,
    spec: finish({ ...defaults, ...spec, template: { ...template, spec: podSpecDefaults(template.spec) } }),
  };
}

function deploymentStrategy(spec: Fields): Fields {
  const strategy = { type: "RollingUpdate", ...(spec.strategy as Fields | undefined) };
  if (strategy.type !== "RollingUpdate") return { ...spec, strategy };
  const rollingUpdate = {
    maxUnavailable: "25%",
    maxSurge: "25%",
    ...(at(strategy, "rollingUpdate") as Fields),
  };
  return { ...spec, strategy: { ...strategy, rollingUpdate } };
}

function serviceDefaults(service: KubeObject, context: HookContext, old?: KubeObject): KubeObject {
  const given = (service.spec ?? {}) as Fields;
  const ports = listAt(given, "ports").map((port) => ({
    protocol: "TCP",
    targetPort: at(port, "port"),
    ...(port as Fields),
  }));
  const headless = given.type === "ExternalName";
  const clusterIP = textAt(old, "spec", "clusterIP") || clusterAddress(context.randomName(8));
  const address = headless ? {} : { clusterIP, clusterIPs: [textAt(given, "clusterIP") || clusterIP] };
  const common = { type: "ClusterIP", sessionAffinity: "None", internalTrafficPolicy: "Cluster" };
  return {
    ...service,
    spec: {
      ...common,
      ...address,
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      ...given,
      ...(ports.length > 0 ? { ports } : {}),
    },
    status: { loadBalancer: {}, ...(service.status as Fields | undefined) },
  };
}

/** An address in 10.96.0.0/12 out of eight random characters; addresses are shown and never routed. */
function clusterAddress(random: string): string {
  const number = Number.parseInt(random, 36);
  return `10.96.${number % 256}.${1 + (Math.floor(number / 256) % 254)}`;
}
