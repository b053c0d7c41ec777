/**
 * Objects without what a Kubernetes that acts on them has written into them for itself. A kcp has nobody who would; here a Service has
 * got an address of this cluster's network, and a Job the label of its own uid, and neither is worth anything on another cluster. @module
 */
import { byCodeUnit } from "../../../kube/order.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { type GroupResource, groupResourceKey } from "../../../kube/resource.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Annotations by which controllers remember something about the cluster they are in. */
const localAnnotations: ReadonlySet<string> = new Set([
  "deployment.kubernetes.io/revision",
  "deprecated.daemonset.template.generation",
  "pv.kubernetes.io/bind-completed",
  "pv.kubernetes.io/bound-by-controller",
  "volume.kubernetes.io/selected-node",
  "volume.kubernetes.io/storage-provisioner",
  "volume.beta.kubernetes.io/storage-provisioner",
]);

const jobLabels = [
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
];

const rules: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  services: (service) => withSpec(service, movableService),
  "jobs.batch": (job) => withSpec(job, movableJob),
  persistentvolumeclaims: (claim) => withSpec(claim, (spec) => without(spec, ["volumeName"])),
  pods: (pod) => withSpec(pod, (spec) => without(spec, ["nodeName"])),
  serviceaccounts: (account) => without(account, ["secrets"]) as KubeObject,
};

/** The object as it could have been sent by a person. */
export function movable(resource: GroupResource, object: KubeObject): KubeObject {
  const clean = withoutLocalAnnotations(object);
  return rules[groupResourceKey(resource)]?.(clean) ?? clean;
}

function withoutLocalAnnotations(object: KubeObject): KubeObject {
  const { annotations = {} } = object.metadata;
  if (!Object.keys(annotations).some((key) => localAnnotations.has(key))) return object;
  const kept = Object.entries(annotations).filter(([key]) => !localAnnotations.has(key));
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(kept) } };
}

function withSpec(object: KubeObject, rule: (spec: Fields) => Fields): KubeObject {
  const { spec } = object;
  return typeof spec === "object" && spec !== null ? { ...object, spec: rule(spec as Fields) } : object;
}

/** A headless Service says `None` itself; every other address, and the ports of the nodes with it, was given out here. */
function movableService(spec: Fields): Fields {
  const isHeadless = spec["clusterIP"] === "None";
  const rest = without(
    spec,
    isHeadless ? ["healthCheckNodePort"] : ["clusterIP", "clusterIPs", "healthCheckNodePort"],
  );
  if (isHeadless || !Array.isArray(rest["ports"])) return rest;
  return { ...rest, ports: (rest["ports"] as Fields[]).map((port) => without(port, ["nodePort"])) };
}

/** A selector that was chosen by hand stays; one that the server made names the Job's uid. */
function movableJob(spec: Fields): Fields {
  if (spec["manualSelector"] === true) return spec;
  const template = (spec["template"] ?? {}) as { metadata?: { labels?: Fields } };
  const labels = without(template.metadata?.labels ?? {}, jobLabels);
  return {
    ...without(spec, ["selector"]),
    template: { ...template, metadata: { ...template.metadata, labels } },
  };
}

function without(fields: Fields, names: readonly string[]): Fields {
  const kept = Object.keys(fields).filter((name) => !names.includes(name)).sort(byCodeUnit);
  return Object.fromEntries(kept.map((name) => [name, fields[name]]));
}
