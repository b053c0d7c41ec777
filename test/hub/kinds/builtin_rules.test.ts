/** Objects of Kubernetes' own kinds that kube-apiserver would refuse are refused, at the field that is wrong. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createHub } from "../../../src/hub/hub.ts";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { plainProfileKinds } from "../../../src/hub/kinds/plain_profile.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import { silentLog } from "../test_hub.ts";

const hub = createHub({
  profile: "plain",
  store: createMemoryStore(),
  clock: new VirtualClock(),
  randomness: seededRandomness(1),
  log: silentLog,
  kinds: plainProfileKinds(),
});
const namespaces = { group: "", version: "v1", resource: "namespaces" };
hub.handle(
  { verb: "create", cluster: "", resource: namespaces, body: { metadata: { name: "default" } } },
  masterCaller,
);

/** The fields of the causes, or the reason of a refusal without causes; empty when it is created. */
function problems(resourceText: string, fields: object): readonly string[] {
  const [resource = "", group = ""] = resourceText.split("|");
  const kind = hub.catalog.resolve("", { group, version: "v1", resource })!;
  const namespace = kind.namespaced ? "default" : undefined;
  const answer = hub.handle({
    verb: "create",
    cluster: "",
    resource: { group, version: "v1", resource },
    namespace,
    body: { metadata: { name: "n" }, ...fields },
    query: { dryRun: "All" },
  }, masterCaller);
  if (answer.ok) return [];
  const { reason, details: { causes } } = answer.error;
  return causes === undefined ? [reason] : causes.map(({ field = "" }) => field);
}

const rbac = "rbac.authorization.k8s.io";
const pod = { containers: [{ name: "c", image: "x" }] };
const roleRef = { apiGroup: rbac, kind: "Role", name: "r" };
const wrong: readonly (readonly [string, object, readonly string[]])[] = [
  ["configmaps", { data: { "a b": "1" } }, ["data[a b]"]],
  ["configmaps", { data: { a: "1" }, binaryData: { a: "MQ==" } }, ["data[a]"]],
  ["configmaps", { binaryData: { a: "???" } }, ["BadRequest"]],
  ["configmaps", { data: { a: "x".repeat(1_100_000) } }, [""]],
  ["secrets", { data: { a: "???" } }, ["BadRequest"]],
  ["secrets", { stringData: { "..": "1" } }, ["data[..]"]],
  ["secrets", { type: "kubernetes.io/tls", data: { "tls.crt": "" } }, ["data[tls.key]"]],
  [`roles|${rbac}`, { rules: [{ apiGroups: [""], resources: ["pods"] }] }, [
    "rules[0].verbs",
  ]],
  [`roles|${rbac}`, { rules: [{ apiGroups: [""], verbs: ["get"] }] }, ["rules[0].resources"]],
  [`roles|${rbac}`, { rules: [{ nonResourceURLs: ["/x"], verbs: ["get"] }] }, ["rules[0].nonResourceURLs"]],
  [`rolebindings|${rbac}`, { roleRef: { ...roleRef, kind: "User" } }, ["roleRef.kind"]],
  [`rolebindings|${rbac}`, { roleRef, subjects: [{ kind: "ServiceAccount", name: "a" }] }, [
    "subjects[0].namespace",
  ]],
  [`rolebindings|${rbac}`, { roleRef, subjects: [{ kind: "Robot", name: "a" }] }, ["subjects[0].kind"]],
  [`clusterrolebindings|${rbac}`, { roleRef }, ["roleRef.kind"]],
  ["deployments|apps", { spec: { template: { spec: pod } } }, ["spec.selector"]],
  ["deployments|apps", {
    spec: { selector: { matchLabels: { a: "b" } }, template: { spec: { containers: [] } } },
  }, [
    "spec.template.spec.containers",
  ]],
  ["pods", { spec: { containers: [{ image: "x", env: [{ value: "y" }] }] } }, [
    "spec.containers[0].name",
    "spec.containers[0].env[0].name",
  ]],
  ["services", { spec: { ports: [{ name: "a" }] } }, ["spec.ports[0].port"]],
  ["jobs|batch", { spec: { parallelism: 1 } }, ["spec.template.spec.containers"]],
];
for (const [resource, fields, expected] of wrong) {
  test(`${resource} ${JSON.stringify(fields).slice(0, 80)} is refused`, () => {
    assert.equal(problems(resource, fields), expected);
  });
}

const fine: readonly (readonly [string, object])[] = [
  ["configmaps", { data: { "a.b-c_d": "1", "__proto__x": "" }, binaryData: { b: "MQ==" } }],
  ["secrets", { type: "kubernetes.io/tls", data: { "tls.crt": "TV\nE9\n", "tls.key": "" } }],
  [`clusterroles|${rbac}`, { rules: [{ nonResourceURLs: ["/x"], verbs: ["get"] }] }],
  [`rolebindings|${rbac}`, { roleRef, subjects: [{ kind: "User", name: "a" }] }],
  ["networkpolicies|networking.k8s.io", { spec: {} }],
  ["pods", { spec: pod }],
];
for (const [resource, fields] of fine) {
  test(`${resource} ${JSON.stringify(fields)} is created`, () =>
    assert.equal(problems(resource, fields), []));
}

test.run();
