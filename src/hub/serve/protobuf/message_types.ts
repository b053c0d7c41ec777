/**
 * Field numbers of the Kubernetes messages that kubectl ≥ 1.32 sends as protobuf (k8s.io/api, generated.proto).
 *
 * One field per entry: number, JSON name, type. A type is a scalar, a message name, `[]` of either, or `{}` for a
 * map by string. Scalars: `string`, `bytes`, `int`, `bool` (left out when empty, as Go's omitempty does), and
 * `string?`, `int?`, `bool?` for those whose empty value counts. A message followed by `?` is kept when empty;
 * `inline X` puts the fields of X into the object itself. @module
 */

/** A parsed entry of the table. */
export interface MessageField {
  readonly name: string;
  /** Scalar or message name, without its marks. */
  readonly type: string;
  readonly shape: "one" | "list" | "map" | "inline";
  /** Present even when empty. */
  readonly keepEmpty: boolean;
}

const texts: Readonly<Record<string, string>> = {
  TypeMeta: "1 apiVersion string, 2 kind string",
  ObjectMeta: `1 name string, 2 generateName string, 3 namespace string, 4 selfLink string, 5 uid string,
    6 resourceVersion string, 7 generation int, 8 creationTimestamp Time, 9 deletionTimestamp Time,
    10 deletionGracePeriodSeconds int?, 11 labels string{}, 12 annotations string{},
    13 ownerReferences OwnerReference[], 14 finalizers string[]`,
  OwnerReference: `1 kind string, 3 name string, 4 uid string, 5 apiVersion string, 6 controller bool?,
    7 blockOwnerDeletion bool?`,
  LabelSelector: "1 matchLabels string{}, 2 matchExpressions LabelSelectorRequirement[]",
  LabelSelectorRequirement: "1 key string, 2 operator string, 3 values string[]",
  ObjectReference: `1 kind string, 2 namespace string, 3 name string, 4 uid string, 5 apiVersion string,
    6 resourceVersion string, 7 fieldPath string`,
  LocalObjectReference: "1 name string",
  DeleteOptions: `1 gracePeriodSeconds int?, 2 preconditions Preconditions, 3 orphanDependents bool?,
    4 propagationPolicy string, 5 dryRun string[]`,
  Preconditions: "1 uid string, 2 resourceVersion string",

  "v1/Namespace": "1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status NamespaceStatus",
  NamespaceSpec: "1 finalizers string[]",
  NamespaceStatus: "1 phase string",
  "v1/ConfigMap": "1 metadata ObjectMeta, 2 data string{}, 3 binaryData bytes{}, 4 immutable bool?",
  "v1/Secret":
    "1 metadata ObjectMeta, 2 data bytes{}, 3 type string, 4 stringData string{}, 5 immutable bool?",
  "v1/ServiceAccount": `1 metadata ObjectMeta, 2 secrets ObjectReference[],
    3 imagePullSecrets LocalObjectReference[], 4 automountServiceAccountToken bool?`,
  "v1/DeleteOptions": "1 gracePeriodSeconds int?, 2 preconditions Preconditions, 4 propagationPolicy string",
  "v1/ResourceQuota": "1 metadata ObjectMeta, 2 spec ResourceQuotaSpec, 3 status ResourceQuotaStatus",
  ResourceQuotaSpec: "1 hard Quantity{}, 2 scopes string[]",
  ResourceQuotaStatus: "1 hard Quantity{}, 2 used Quantity{}",
  "v1/Service": "1 metadata ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus",
  ServiceSpec: `1 ports ServicePort[], 2 selector string{}, 3 clusterIP string, 4 type string,
    5 externalIPs string[], 7 sessionAffinity string, 8 loadBalancerIP string,
    9 loadBalancerSourceRanges string[], 10 externalName string, 11 externalTrafficPolicy string,
    12 healthCheckNodePort int, 13 publishNotReadyAddresses bool, 17 ipFamilyPolicy string,
    18 clusterIPs string[], 19 ipFamilies string[], 20 allocateLoadBalancerNodePorts bool?,
    21 loadBalancerClass string, 22 internalTrafficPolicy string, 23 trafficDistribution string`,
  ServicePort: `1 name string, 2 protocol string, 3 port int?, 4 targetPort IntOrString, 5 nodePort int,
    6 appProtocol string`,
  ServiceStatus: "1 loadBalancer LoadBalancerStatus",
  LoadBalancerStatus: "",

  PodTemplateSpec: "1 metadata ObjectMeta, 2 spec PodSpec",
  PodSpec: `2 containers Container[], 3 restartPolicy string, 4 terminationGracePeriodSeconds int?,
    5 activeDeadlineSeconds int?, 6 dnsPolicy string, 7 nodeSelector string{}, 8 serviceAccountName string,
    9 serviceAccount string, 10 nodeName string, 11 hostNetwork bool, 12 hostPID bool, 13 hostIPC bool,
    14 securityContext NoFields, 15 imagePullSecrets LocalObjectReference[], 16 hostname string,
    17 subdomain string, 19 schedulerName string, 20 initContainers Container[],
    21 automountServiceAccountToken bool?, 24 priorityClassName string, 25 priority int?`,
  Container: `1 name string, 2 image string, 3 command string[], 4 args string[], 5 workingDir string,
    6 ports ContainerPort[], 7 env EnvVar[], 8 resources ResourceRequirements, 9 volumeMounts VolumeMount[],
    13 terminationMessagePath string, 14 imagePullPolicy string, 16 stdin bool, 17 stdinOnce bool, 18 tty bool,
    20 terminationMessagePolicy string, 24 restartPolicy string`,
  ContainerPort: "1 name string, 2 hostPort int, 3 containerPort int?, 4 protocol string, 5 hostIP string",
  EnvVar: "1 name string, 2 value string",
  ResourceRequirements: "1 limits Quantity{}, 2 requests Quantity{}",
  VolumeMount: "1 name string, 2 readOnly bool, 3 mountPath string, 4 subPath string",
  NoFields: "",

  "apps/v1/Deployment": "1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus",
  DeploymentSpec: `1 replicas int?, 2 selector LabelSelector, 3 template PodTemplateSpec,
    4 strategy DeploymentStrategy, 5 minReadySeconds int, 6 revisionHistoryLimit int?, 7 paused bool,
    9 progressDeadlineSeconds int?`,
  DeploymentStrategy: "1 type string, 2 rollingUpdate RollingUpdateDeployment",
  RollingUpdateDeployment: "1 maxUnavailable IntOrString, 2 maxSurge IntOrString",
  DeploymentStatus: `1 observedGeneration int, 2 replicas int, 3 updatedReplicas int, 4 availableReplicas int,
    5 unavailableReplicas int, 7 readyReplicas int, 8 collisionCount int?, 9 terminatingReplicas int?`,

  "batch/v1/Job": "1 metadata ObjectMeta, 2 spec JobSpec, 3 status JobStatus",
  JobSpec: `1 parallelism int?, 2 completions int?, 3 activeDeadlineSeconds int?, 4 selector LabelSelector,
    5 manualSelector bool?, 6 template PodTemplateSpec, 7 backoffLimit int?, 8 ttlSecondsAfterFinished int?,
    9 completionMode string, 10 suspend bool?, 12 backoffLimitPerIndex int?, 13 maxFailedIndexes int?,
    14 podReplacementPolicy string, 15 managedBy string`,
  JobStatus: `2 startTime Time, 3 completionTime Time, 4 active int, 5 succeeded int, 6 failed int,
    7 completedIndexes string, 9 ready int?`,
  "batch/v1/CronJob": "1 metadata ObjectMeta, 2 spec CronJobSpec, 3 status CronJobStatus",
  CronJobSpec:
    `1 schedule string, 2 startingDeadlineSeconds int?, 3 concurrencyPolicy string, 4 suspend bool?,
    5 jobTemplate JobTemplateSpec, 6 successfulJobsHistoryLimit int?, 7 failedJobsHistoryLimit int?,
    8 timeZone string`,
  JobTemplateSpec: "1 metadata ObjectMeta, 2 spec JobSpec",
  CronJobStatus: "4 lastScheduleTime Time, 5 lastSuccessfulTime Time",

  "rbac.authorization.k8s.io/v1/Role": "1 metadata ObjectMeta, 2 rules PolicyRule[]",
  "rbac.authorization.k8s.io/v1/ClusterRole": `1 metadata ObjectMeta, 2 rules PolicyRule[],
    3 aggregationRule AggregationRule`,
  "rbac.authorization.k8s.io/v1/RoleBinding":
    "1 metadata ObjectMeta, 2 subjects Subject[], 3 roleRef RoleRef",
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": `1 metadata ObjectMeta, 2 subjects Subject[],
    3 roleRef RoleRef`,
  PolicyRule: `1 verbs string[], 2 apiGroups string[], 3 resources string[], 4 resourceNames string[],
    5 nonResourceURLs string[]`,
  AggregationRule: "1 clusterRoleSelectors LabelSelector[]",
  Subject: "1 kind string, 2 apiGroup string, 3 name string, 4 namespace string",
  RoleRef: "1 apiGroup string, 2 kind string, 3 name string",

  "networking.k8s.io/v1/Ingress": "1 metadata ObjectMeta, 2 spec IngressSpec, 3 status IngressStatus",
  IngressSpec: `1 defaultBackend IngressBackend, 2 tls IngressTLS[], 3 rules IngressRule[],
    4 ingressClassName string`,
  IngressTLS: "1 hosts string[], 2 secretName string",
  IngressRule: "1 host string, 2 ingressRuleValue inline IngressRuleValue",
  IngressRuleValue: "1 http HTTPIngressRuleValue",
  HTTPIngressRuleValue: "1 paths HTTPIngressPath[]",
  HTTPIngressPath: "1 path string, 2 backend IngressBackend, 3 pathType string",
  IngressBackend: "3 resource TypedLocalObjectReference, 4 service IngressServiceBackend",
  IngressServiceBackend: "1 name string, 2 port ServiceBackendPort",
  ServiceBackendPort: "1 name string, 2 number int",
  TypedLocalObjectReference: "1 apiGroup string, 2 kind string, 3 name string",
  IngressStatus: "1 loadBalancer LoadBalancerStatus",

  "policy/v1/PodDisruptionBudget": `1 metadata ObjectMeta, 2 spec PodDisruptionBudgetSpec,
    3 status PodDisruptionBudgetStatus`,
  PodDisruptionBudgetSpec:
    `1 minAvailable IntOrString, 2 selector LabelSelector, 3 maxUnavailable IntOrString,
    4 unhealthyPodEvictionPolicy string`,
  PodDisruptionBudgetStatus: `1 observedGeneration int, 3 disruptionsAllowed int?, 4 currentHealthy int?,
    5 desiredHealthy int?, 6 expectedPods int?`,
  "policy/v1/Eviction": "1 metadata ObjectMeta, 2 deleteOptions DeleteOptions",
  "scheduling.k8s.io/v1/PriorityClass": `1 metadata ObjectMeta, 2 value int?, 3 globalDefault bool,
    4 description string, 5 preemptionPolicy string`,

  "autoscaling/v2/HorizontalPodAutoscaler": `1 metadata ObjectMeta, 2 spec HorizontalPodAutoscalerSpec,
    3 status HorizontalPodAutoscalerStatus`,
  HorizontalPodAutoscalerSpec: `1 scaleTargetRef CrossVersionObjectReference, 2 minReplicas int?,
    3 maxReplicas int?, 4 metrics MetricSpec[]`,
  CrossVersionObjectReference: "1 kind string, 2 name string, 3 apiVersion string",
  MetricSpec: "1 type string, 4 resource ResourceMetricSource",
  ResourceMetricSource: "1 name string, 2 target MetricTarget",
  MetricTarget: "1 type string, 2 value Quantity, 3 averageValue Quantity, 4 averageUtilization int?",
  HorizontalPodAutoscalerStatus: "1 observedGeneration int, 3 currentReplicas int, 4 desiredReplicas int?",

  "authentication.k8s.io/v1/SelfSubjectReview": "1 metadata ObjectMeta, 2 status SelfSubjectReviewStatus",
  "authentication.k8s.io/v1/TokenRequest": `1 metadata ObjectMeta, 2 spec TokenRequestSpec,
    3 status TokenRequestStatus`,
  SelfSubjectReviewStatus: "1 userInfo UserInfo",
  UserInfo: "1 username string, 2 uid string, 3 groups string[]",
  TokenRequestSpec: "1 audiences string[], 3 boundObjectRef BoundObjectReference, 4 expirationSeconds int?",
  BoundObjectReference: "1 kind string, 2 apiVersion string, 3 name string, 4 uid string",
  TokenRequestStatus: "1 token string, 2 expirationTimestamp Time",
  "authorization.k8s.io/v1/SelfSubjectAccessReview": `1 metadata ObjectMeta, 2 spec AccessReviewSpec,
    3 status AccessReviewStatus`,
  "authorization.k8s.io/v1/SelfSubjectRulesReview": `1 metadata ObjectMeta, 2 spec RulesReviewSpec,
    3 status RulesReviewStatus`,
  AccessReviewSpec: "1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes",
  AccessReviewStatus: "1 allowed bool, 2 reason string, 3 evaluationError string, 4 denied bool",
  ResourceAttributes: `1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string,
    6 subresource string, 7 name string`,
  NonResourceAttributes: "1 path string, 2 verb string",
  RulesReviewSpec: "1 namespace string",
  RulesReviewStatus: "3 incomplete bool, 4 evaluationError string",
};

const parsed = new Map<string, ReadonlyMap<number, MessageField>>();

/** The fields of a message by number; undefined for a message that is not in the table. */
export function messageType(name: string): ReadonlyMap<number, MessageField> | undefined {
  if (!Object.hasOwn(texts, name)) return undefined;
  const known = parsed.get(name) ?? parseMessage(texts[name] ?? "");
  parsed.set(name, known);
  return known;
}

function parseMessage(text: string): ReadonlyMap<number, MessageField> {
  const entries = text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
  return new Map(entries.map((entry) => {
    const [number, name = "", ...type] = entry.split(/\s+/);
    return [Number(number), { name, ...parseType(type.join(" ")) }];
  }));
}

function parseType(text: string): Omit<MessageField, "name"> {
  const type = text.replace(/^inline |\[\]$|\{\}$|\?$/g, "");
  const shape = text.endsWith("[]") ? "list" : text.endsWith("{}") ? "map" : "one";
  return { type, shape: text.startsWith("inline ") ? "inline" : shape, keepEmpty: text.endsWith("?") };
}
