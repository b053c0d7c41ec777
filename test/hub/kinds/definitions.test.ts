/** Kinds, their hooks, and the objects that export them. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ApiResourceSchema } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";
import { configMapKind, secretKind } from "../../../src/hub/kinds/builtin/secret_kind.ts";
import { namespaceKind } from "../../../src/hub/kinds/builtin/namespace_kind.ts";
import { rbacKinds } from "../../../src/hub/kinds/builtin/rbac_kinds.ts";
import { edgeKinds } from "../../../src/hub/kinds/edge/edge_kinds.ts";
import { denaturedKinds } from "../../../src/hub/kinds/edge/denatured_kinds.ts";
import { naturalResource } from "../../../src/kube/denatured.ts";
import { groupResourceKey } from "../../../src/kube/resource.ts";
import { modeOf } from "../../../src/placement/resource_modes.ts";
import { edgeExports } from "../../../src/hub/kinds/exports/edge_exports.ts";
import { definitionsOfCrd, definitionsOfSchema } from "../../../src/hub/kinds/exports/resource_definition.ts";
import { systemExportObjects, systemExports } from "../../../src/hub/kinds/exports/system_exports.ts";
import { workspaceKinds } from "../../../src/hub/kinds/kcp/workspace_kinds.ts";
import { plainProfileKinds } from "../../../src/hub/kinds/plain_profile.ts";
import { workspaceProfileKinds } from "../../../src/hub/kinds/workspace_profile.ts";
import type { HookContext, KindDefinition } from "../../../src/hub/resources/kind_definition.ts";

function contextWith(found?: KubeObject): HookContext {
  return {
    cluster: "c",
    caller: masterCaller,
    now: () => "2026-01-01T00:00:00Z",
    randomName: (length) => "a".repeat(length),
    find: () => found,
  };
}
const context = contextWith();
const named = (kind: string, more: object = {}): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "n", ...(more as { metadata?: object }).metadata },
  ...more,
} as KubeObject);

test("no two kinds of a profile claim one resource, and each has a schema and columns", () => {
  for (const kinds of [workspaceProfileKinds(), plainProfileKinds()]) {
    const names = kinds.map(({ group, version, resource }) => `${resource}.${version}.${group}`);
    assert.is(new Set(names).size, names.length);
    for (const kind of kinds) assert.ok(kind.schema && kind.printerColumns!.length > 0, kind.kind);
  }
});

test("the kinds of edge.kcp.io but SyncerConfig have no status subresource, and generation counts every change", () => {
  const own = edgeKinds.filter(({ kind }) => kind.group === "edge.kcp.io");
  const heard = own.filter(({ kind }) => kind.subresources?.status);
  assert.equal(heard.map(({ kind: { kind, generation } }) => `${kind} ${generation}`), ["SyncerConfig spec"]);
  for (const { kind } of own.filter((one) => !heard.includes(one))) {
    assert.is(kind.subresources, undefined);
    assert.is(kind.generation, "content");
  }
  const namespaced = own.filter(({ kind }) => kind.namespaced).map(({ kind }) => kind.kind);
  assert.equal(namespaced, ["Customizer", "StatusSummary"]);
});

test("the edge export names the PoC's five schemas, our one, and one for each inert kind", () => {
  const objects = edgeExports();
  const exported = objects.at(-1) as KubeObject & { spec: { latestResourceSchemas: string[] } };
  assert.is(exported.metadata.name, "edge.kcp.io");
  assert.equal(exported.spec.latestResourceSchemas, [
    "v230227-655d6c9.customizers.edge.kcp.io",
    "v230303-6f7f2fe.singleplacementslices.edge.kcp.io",
    "v230317-d43d2d5.edgeplacements.edge.kcp.io",
    "v2.syncerconfigs.edge.kcp.io",
    "v230413-5a4d4ba.edgesyncconfigs.edge.kcp.io",
    "v1.statussummaries.edge.kcp.io",
    ...denaturedKinds.map(({ resource, group }) => `v1.${resource}.${group}`),
  ]);
  assert.equal(
    objects.slice(0, -1).map(({ metadata }) => metadata.name),
    exported.spec.latestResourceSchemas,
  );
});

test("every kind that is forcibly denatured has an inert one with the same kind, resource and scope", () => {
  const forms = denaturedKinds.map((kind) => `${kind.kind} ${groupResourceKey(naturalResource(kind))}`);
  assert.equal(forms, [
    "LimitRange limitranges",
    "ResourceQuota resourcequotas",
    "ServiceAccount serviceaccounts",
    "MutatingWebhookConfiguration mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "ValidatingWebhookConfiguration validatingwebhookconfigurations.admissionregistration.k8s.io",
    "FlowSchema flowschemas.flowcontrol.apiserver.k8s.io",
    "PriorityLevelConfiguration prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
    "ClusterRole clusterroles.rbac.authorization.k8s.io",
    "ClusterRoleBinding clusterrolebindings.rbac.authorization.k8s.io",
    "Role roles.rbac.authorization.k8s.io",
    "RoleBinding rolebindings.rbac.authorization.k8s.io",
  ]);
  for (const kind of denaturedKinds) assert.is(modeOf(kind), "forciblyDenatured", kind.resource);
});

test("a StatusSummary shows subject, destinations, reported and ready", () => {
  const summary = edgeKinds.find(({ kind }) => kind.kind === "StatusSummary")!.kind;
  const columns = summary.printerColumns!.map(({ name }) => name.toUpperCase());
  assert.equal(columns, ["SUBJECT", "DESTINATIONS", "REPORTED", "READY", "AGE"]);
});

test("a definition survives the way through its APIResourceSchema", () => {
  for (const { kind } of edgeKinds) {
    const schema = edgeExports().find(({ metadata }) =>
      metadata.name.endsWith(`.${kind.resource}.${kind.group}`)
    );
    const [back] = definitionsOfSchema(JSON.parse(JSON.stringify(schema)) as ApiResourceSchema);
    const same = ["group", "version", "kind", "resource", "namespaced", "schema", "generation"] as const;
    for (const key of same) assert.equal(back![key], kind[key], key);
  }
});

test("exported schemas of Kubernetes' kinds have no prose, but keep a field called description", () => {
  const compute = systemExports.find(({ name }) => name === "kubernetes")!;
  for (const object of systemExportObjects(compute)) assert.ok(JSON.stringify(object).length < 100_000);
  const location = systemExportObjects(systemExports[0]!)[0]!;
  assert.match(JSON.stringify(location), /"description":\{"type":"string"\}/);
});

test("a CRD gives one definition for each served version, and knows which is stored", () => {
  const crd = named("CustomResourceDefinition", {
    spec: {
      group: "g.test",
      names: { plural: "widgets", kind: "Widget" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        { name: "v1beta1", served: true, storage: false, subresources: { status: {} } },
        { name: "v1alpha1", served: false, storage: false },
      ],
    },
  });
  const kinds = definitionsOfCrd(crd);
  assert.equal(kinds.map(({ version, storageVersion }) => [version, storageVersion]), [
    ["v1", "v1"],
    ["v1beta1", "v1"],
  ]);
  assert.equal(kinds.map(({ generation }) => generation), ["content", "spec"]);
});

test("a namespace is born active, is labelled with its name, and keeps its finalizer through updates", () => {
  const kind = namespaceKind(["kube-system"]);
  const born = kind.prepareCreate!(context, named("Namespace")) as KubeObject;
  assert.equal(born.metadata.labels, { "kubernetes.io/metadata.name": "n" });
  assert.is(kind.holdsDeletion!(born), true);
  const stripped = kind.prepareUpdate!(context, { ...born, spec: {} }, born) as KubeObject;
  assert.equal(stripped.spec, { finalizers: ["kubernetes"] });
  assert.is(kind.holdsDeletion!({ ...born, spec: { finalizers: [] } }), false);
  const system = kind.prepareDelete!(context, named("Namespace", { metadata: { name: "kube-system" } }));
  assert.is((system as KubeError).status, 403);
});

test("stringData is encoded into data, unicode included, and is not kept", () => {
  const secret = named("Secret", { data: { a: "YQ==" }, stringData: { a: "b", c: "ü" } });
  const made = secretKind.prepareCreate!(context, secret) as KubeObject;
  assert.equal([made.type, made.data, made.stringData], ["Opaque", { a: "Yg==", c: "w7w=" }, undefined]);
});

test("an immutable ConfigMap keeps its data, and a Secret its type", () => {
  const old = named("ConfigMap", { immutable: true, data: { a: "1" } });
  assert.is(configMapKind.validate!(context, { ...old, data: {} }, old)[0]!.field, "data");
  assert.equal(configMapKind.validate!(context, { ...old }, old), []);
  const typed = named("Secret", { type: "Opaque" });
  assert.is(secretKind.validate!(context, { ...typed, type: "x" }, typed)[0]!.field, "type");
});

test("a binding's roleRef cannot change", () => {
  const kind = rbacKinds.find((each) => each.kind === "RoleBinding")!;
  const old = kind.prepareCreate!(context, named("RoleBinding", { roleRef: { kind: "Role", name: "a" } }));
  const other = {
    ...(old as KubeObject),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "b" },
  };
  assert.is(kind.validate!(context, other, old as KubeObject)[0]!.field, "roleRef");
});

test("children of root are organizations, all others universal, and nobody chooses a logical cluster", () => {
  const root = named("LogicalCluster", {
    metadata: { name: "cluster", annotations: { "internal.tenancy.kcp.io/type": "root:root" } },
  });
  const kind = workspaceKinds.find((each) => each.kind === "Workspace")!;
  const typeIn = (parent?: KubeObject) =>
    kind.prepareCreate!(
      contextWith(parent),
      named("Workspace", { spec: { cluster: "stolen" } }),
    ) as KubeObject;
  assert.equal(typeIn(root).spec, { type: { name: "organization", path: "root" } });
  assert.equal(typeIn().spec, { type: { name: "universal", path: "root" } });
  assert.equal(typeIn().status, { phase: "Scheduling" });
});

test("an export is bound only by those who may, and one that is not there is refused in the same words", () => {
  const asked: string[] = [];
  const kinds = workspaceProfileKinds({
    mayBind: (_caller, path, name) => asked.push(`${path}|${name}`) > 1,
  });
  const kind = kinds.find((each) => each.kind === "APIBinding")!;
  const bind = (path?: string) =>
    kind.prepareCreate!(
      context,
      named("APIBinding", { spec: { reference: { export: { path, name: "e" } } } }),
    );
  assert.match((bind("root:espw") as KubeError).message, /no permission to bind to export root:espw:e/);
  assert.not.instance(bind(), KubeError);
  assert.equal(asked, ["root:espw|e", "c|e"]);
});

/** The definition with defaults, by its resource. */
const plain = (resource: string): KindDefinition =>
  plainProfileKinds().find((kind) => kind.resource === resource)!;

test("a plain cluster defaults a Deployment, and the same again changes nothing", () => {
  const template = {
    metadata: { labels: { a: "b" } },
    spec: { containers: [{ name: "c", image: "httpd:2.4" }] },
  };
  const deployment = named("Deployment", { spec: { selector: {}, template } });
  const made = plain("deployments").prepareCreate!(context, deployment) as KubeObject;
  const spec = made.spec as { replicas: number; template: { spec: { restartPolicy: string } } };
  assert.equal([spec.replicas, spec.template.spec.restartPolicy], [1, "Always"]);
  assert.equal(plain("deployments").prepareUpdate!(context, made, made), made);
});

test("a Service keeps its address, and a pod without a node stops at once", () => {
  const made = plain("services").prepareCreate!(
    context,
    named("Service", { spec: { ports: [{ port: 80 }] } }),
  );
  const spec = (made as KubeObject).spec as { clusterIP: string; ports: object[] };
  assert.match(spec.clusterIP, /^10\.96\.\d+\.\d+$/);
  assert.equal(spec.ports, [{ protocol: "TCP", targetPort: 80, port: 80 }]);
  const kind = plain("pods");
  assert.is(kind.gracePeriodSeconds!(named("Pod", { spec: {} })), 0);
  assert.is(kind.gracePeriodSeconds!(named("Pod", { spec: { nodeName: "x" } })), 30);
});

test("a plain cluster has every kind on the list of kubectl apply --prune, or kubectl prunes nothing", () => {
  const served = plainProfileKinds().map(({ group, kind }) => `${group}/${kind}`);
  const core = ["ConfigMap", "Endpoints", "Namespace", "PersistentVolumeClaim", "PersistentVolume", "Pod"];
  const more = ["ReplicationController", "Secret", "Service"];
  const apps = ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"].map((kind) => `apps/${kind}`);
  const others = ["batch/Job", "batch/CronJob", "networking.k8s.io/Ingress", ...apps];
  for (const kind of [...[...core, ...more].map((name) => `/${name}`), ...others]) {
    assert.ok(served.includes(kind), kind);
  }
});

test.run();
