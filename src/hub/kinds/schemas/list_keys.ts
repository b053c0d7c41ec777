/**
 * What client-node's models leave out of Kubernetes' OpenAPI: which lists are maps, by which keys, and which
 * strings are quantities. Source: `+listType`, `+listMapKey` and `+patchMergeKey` in k8s.io/api. @module
 */

interface ListKeys {
  readonly "x-kubernetes-list-type": "map" | "set" | "atomic";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
}

const map = (...keys: string[]): ListKeys => ({
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": keys,
});
const set: ListKeys = { "x-kubernetes-list-type": "set" };
const atomic: ListKeys = { "x-kubernetes-list-type": "atomic" };

/** By field name, for lists that mean the same wherever they stand. */
const everywhere: Readonly<Record<string, ListKeys>> = {
  conditions: map("type"),
  finalizers: set,
  imagePullSecrets: map("name"),
};

/** By model and field. */
const special: Readonly<Record<string, ListKeys>> = {
  "V1ObjectMeta.ownerReferences": map("uid"),
  "V1PodSpec.containers": map("name"),
  "V1PodSpec.initContainers": map("name"),
  "V1PodSpec.ephemeralContainers": map("name"),
  "V1PodSpec.volumes": map("name"),
  "V1PodSpec.hostAliases": map("ip"),
  "V1PodSpec.topologySpreadConstraints": map("topologyKey", "whenUnsatisfiable"),
  "V1PodSpec.tolerations": atomic,
  "V1PodSpec.readinessGates": atomic,
  "V1PodSpec.schedulingGates": map("name"),
  "V1PodSpec.resourceClaims": map("name"),
  "V1PodStatus.podIPs": map("ip"),
  "V1PodStatus.hostIPs": atomic,
  "V1PodStatus.containerStatuses": atomic,
  "V1Container.env": map("name"),
  "V1Container.ports": map("containerPort", "protocol"),
  "V1Container.volumeMounts": map("mountPath"),
  "V1Container.volumeDevices": map("devicePath"),
  "V1Container.envFrom": atomic,
  "V1Container.args": atomic,
  "V1Container.command": atomic,
  "V1EphemeralContainer.env": map("name"),
  "V1EphemeralContainer.ports": map("containerPort", "protocol"),
  "V1EphemeralContainer.volumeMounts": map("mountPath"),
  "V1EphemeralContainer.volumeDevices": map("devicePath"),
  "V1ResourceRequirements.claims": map("name"),
  "V1ServiceSpec.ports": map("port", "protocol"),
  "V1ServiceAccount.secrets": map("name"),
  "V1StatefulSetSpec.volumeClaimTemplates": atomic,
  "V1NodeSpec.taints": atomic,
  "V1NodeSpec.podCIDRs": set,
  "V1NodeStatus.addresses": map("type"),
  "V1ClusterRole.rules": atomic,
  "V1Role.rules": atomic,
  "V1RoleBinding.subjects": atomic,
  "V1ClusterRoleBinding.subjects": atomic,
  "V1LabelSelector.matchExpressions": atomic,
  "V1LimitRangeSpec.limits": atomic,
  "V1IngressSpec.rules": atomic,
  "V1IngressSpec.tls": atomic,
};

/** The keywords that say how a list field merges; undefined when nothing is known and it is replaced whole. */
export function listKeysOf(model: string, field: string): ListKeys | undefined {
  const name = `${model}.${field}`;
  return Object.hasOwn(special, name) ? special[name] : generalKeys(model, field);
}

function generalKeys(model: string, field: string): ListKeys | undefined {
  // A CRD's own schema describes other people's fields: nothing in it is a list of ours.
  return model.startsWith("V1JSONSchema") || !Object.hasOwn(everywhere, field)
    ? undefined
    : everywhere[field];
}

const quantityFields = new Set([
  "allocatable",
  "allocatedResources",
  "averageValue",
  "capacity",
  "default",
  "defaultRequest",
  "divisor",
  "hard",
  "limits",
  "max",
  "maxLimitRequestRatio",
  "min",
  "overhead",
  "requests",
  "sizeLimit",
  "used",
]);

/** Whether the strings of this field are quantities, which may also be written as plain numbers. */
export function isQuantity(field: string): boolean {
  return quantityFields.has(field);
}
