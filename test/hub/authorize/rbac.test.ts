/** RBAC per workspace, reviews, and that nobody grants what they do not have. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { refuseEscalation } from "../../../src/hub/admission/escalation.ts";
import { rbacAuthorizer } from "../../../src/hub/authorize/rbac_authorizer.ts";
import { reviewAnswers } from "../../../src/hub/authorize/review_answers.ts";
import { type Hub } from "../../../src/hub/hub.ts";
import { rbacKinds } from "../../../src/hub/kinds/builtin/rbac_kinds.ts";
import { reviewKinds } from "../../../src/hub/kinds/builtin/review_kinds.ts";
import { denaturedKinds } from "../../../src/hub/kinds/edge/denatured_kinds.ts";
import { denaturedResource } from "../../../src/kube/denatured.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { type Caller, masterCaller } from "../../../src/ports/api_backend.ts";
import type { ApiRequest, Verb } from "../../../src/ports/cluster_api.ts";
import { addCluster, configMaps, createTestHub, named, namespaces, testKinds } from "../test_hub.ts";

const group = "rbac.authorization.k8s.io";
const rbac = (resource: string): Gvr => ({ group, version: "v1", resource });
const inert = (resource: string): Gvr => denaturedResource(rbac(resource));
const caller = (user: string, ...groups: string[]): Caller => ({
  user,
  groups: ["system:authenticated", ...groups],
});
const ann = caller("ann");
const account = (cluster: string): Caller =>
  caller("system:serviceaccount:default:bot", "system:serviceaccounts", `system:cluster:${cluster}`);

interface World {
  readonly hub: Hub;
  /** "200", or the code and reason of the refusal. */
  try(who: Caller, verb: Verb, resource: Gvr, rest?: Partial<ApiRequest>): string;
  /** Binds a ClusterRole in a cluster. */
  bind(cluster: string, role: string, subject: object): void;
  role(cluster: string, name: string, rules: readonly object[]): void;
}

function createWorld(): World {
  const authorize = rbacAuthorizer(() => world.hub.objects, "accessNeeded");
  const source = () => world.hub.objects;
  const { hub, ask } = createTestHub({
    profile: "workspaces",
    kinds: [
      ...testKinds,
      ...rbacKinds,
      ...denaturedKinds,
      ...reviewKinds(reviewAnswers(() => authorize, source)),
    ],
    authorize,
    admission: [refuseEscalation(() => authorize, source)],
  });
  addCluster(hub, "c2", "root:two");
  ask("create", namespaces, { cluster: "c2", body: named("default") });
  let bindings = 0;
  const world: World = {
    hub,
    try: (who, verb, resource, rest = {}) => {
      const answer = hub.handle({ verb, cluster: "root", resource, ...rest }, who);
      return answer.ok ? "200" : `${answer.error.status} ${answer.error.reason}`;
    },
    bind: (cluster, role, subject) => {
      const roleRef = { apiGroup: group, kind: "ClusterRole", name: role };
      const body = named(`b${bindings++}`, { roleRef, subjects: [subject] });
      ask("create", rbac("clusterrolebindings"), { cluster, body });
    },
    role: (cluster, name, rules) =>
      void ask("create", rbac("clusterroles"), { cluster, body: named(name, { rules }) }),
  };
  return world;
}

const user = (name: string) => ({ kind: "User", name, apiGroup: group });
const inDefault = { namespace: "default" };

test("a right holds in the workspace of its binding and nowhere else", () => {
  const world = createWorld();
  world.bind("root", "view", user("ann"));
  assert.is(world.try(ann, "list", configMaps), "403 Forbidden", "without access to the workspace");
  world.bind("root", "system:kcp:workspace:access", user("ann"));
  assert.is(world.try(ann, "list", configMaps), "200");
  assert.is(world.try(ann, "create", configMaps, { ...inDefault, body: named("a") }), "403 Forbidden");
  assert.is(world.try(ann, "list", configMaps, { cluster: "root:two" }), "403 Forbidden");
  assert.is(world.try(ann, "list", configMaps, { cluster: "*" }), "403 Forbidden");
});

test("unknown and forbidden look alike", () => {
  const world = createWorld();
  const known = world.hub.handle({
    verb: "get",
    cluster: "c2",
    resource: configMaps,
    ...inDefault,
    name: "x",
  }, ann);
  const unknown = world.hub.handle({
    verb: "get",
    cluster: "c9",
    resource: configMaps,
    ...inDefault,
    name: "x",
  }, ann);
  assert.ok(!known.ok && !unknown.ok);
  assert.equal([known.error.message, known.error.details], [unknown.error.message, unknown.error.details]);
  const discovered = ["c2", "c9"].map((cluster) => world.hub.discover(cluster, ann));
  assert.equal(
    discovered.map((answer) => !answer.ok && answer.error.message),
    Array(2).fill(
      'forbidden: User "ann" cannot get path "/apis"',
    ),
  );
  assert.is(world.hub.kindsFor("c2", ann), undefined);
});

test("a RoleBinding speaks for its namespace only, also of a ClusterRole", () => {
  const world = createWorld();
  world.bind("root", "system:kcp:workspace:access", user("ann"));
  const roleRef = { apiGroup: group, kind: "ClusterRole", name: "edit" };
  const body = named("ann", { roleRef, subjects: [user("ann")] });
  world.hub.objects.create({ cluster: "root", resource: rbac("rolebindings"), ...inDefault }, body);
  assert.is(world.try(ann, "create", configMaps, { ...inDefault, body: named("a") }), "200");
  assert.is(world.try(ann, "list", configMaps), "403 Forbidden", "every namespace is more than one");
});

test("a ServiceAccount has rights in its own workspace only, whatever its name", () => {
  const world = createWorld();
  const subject = { kind: "ServiceAccount", name: "bot", namespace: "default" };
  for (const cluster of ["root", "c2"]) world.bind(cluster, "cluster-admin", subject);
  assert.is(world.try(account("root"), "list", configMaps), "200");
  assert.is(world.try(account("c2"), "list", configMaps), "403 Forbidden");
  assert.is(world.try(account("c2"), "list", configMaps, { cluster: "c2" }), "200");
});

const rules: readonly (readonly [string, object, Partial<ApiRequest> & { verb: Verb }, boolean])[] = [
  ["a named object", { resources: ["configmaps"], resourceNames: ["a"], verbs: ["get"] }, {
    verb: "get",
    name: "a",
  }, true],
  ["another name", { resources: ["configmaps"], resourceNames: ["a"], verbs: ["get"] }, {
    verb: "get",
    name: "b",
  }, false],
  [
    "a list by names",
    { resources: ["configmaps"], resourceNames: ["a"], verbs: ["list"] },
    { verb: "list" },
    false,
  ],
  ["another verb", { resources: ["configmaps"], verbs: ["get"] }, { verb: "delete", name: "a" }, false],
  ["another group", { apiGroups: ["apps"], resources: ["configmaps"], verbs: ["*"] }, {
    verb: "get",
    name: "a",
  }, false],
  ["a prefix of the resource", { resources: ["config"], verbs: ["*"] }, { verb: "get", name: "a" }, false],
  ["every resource", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }, { verb: "get", name: "a" }, true],
  ["a subresource by its resource", { resources: ["configmaps"], verbs: ["*"] }, {
    verb: "get",
    name: "a",
    subresource: "status",
  }, false],
];
for (const [what, rule, request, isAllowed] of rules) {
  test(`a rule ${isAllowed ? "allows" : "does not allow"} ${what}`, () => {
    const world = createWorld();
    world.bind("root", "system:kcp:workspace:access", user("ann"));
    world.role("root", "r", [{ apiGroups: [""], ...rule }]);
    world.bind("root", "r", user("ann"));
    const result = world.try(ann, request.verb, configMaps, { ...inDefault, ...request });
    assert.is(result === "403 Forbidden", !isAllowed, result);
  });
}

test("identities are compared exactly", () => {
  const world = createWorld();
  world.bind("root", "cluster-admin", user("ann"));
  for (const name of ["an", "anna", "ANN", "ann "]) {
    assert.is(world.try(caller(name), "list", configMaps), "403 Forbidden", name);
  }
  world.bind("root", "cluster-admin", { kind: "Group", name: "ops", apiGroup: group });
  assert.is(world.try(caller("bob", "ops"), "list", configMaps), "200");
  assert.is(world.try(caller("ops"), "list", configMaps), "403 Forbidden");
});

test("nobody grants what they do not have", () => {
  const world = createWorld();
  for (const role of ["system:kcp:workspace:access", "view", "granter"]) {
    world.bind("root", role, user("ann"));
  }
  world.role("root", "granter", [{
    apiGroups: [group],
    resources: ["*"],
    verbs: ["create", "update", "patch", "get"],
  }]);
  const binding = (role: string) =>
    named("mine", {
      roleRef: { apiGroup: group, kind: "ClusterRole", name: role },
      subjects: [user("ann")],
    });
  const bindTo = (role: string) =>
    world.try(ann, "create", rbac("clusterrolebindings"), { body: binding(role) });
  assert.is(bindTo("cluster-admin"), "403 Forbidden");
  assert.is(bindTo("edit"), "403 Forbidden");
  assert.is(bindTo("view"), "200");
  const role = (verbs: string[]) =>
    world.try(ann, "create", rbac("clusterroles"), {
      body: named(`role-${verbs.length}`, { rules: [{ apiGroups: [""], resources: ["pods"], verbs }] }),
    });
  assert.is(role(["get", "list"]), "200");
  assert.is(role(["get", "list", "delete"]), "403 Forbidden");
  const huge = Array.from({ length: 300 }, (_, at) => `x${at}`);
  const rules = [{ verbs: huge, apiGroups: huge, resources: huge, resourceNames: huge }];
  assert.is(
    world.try(ann, "create", rbac("clusterroles"), { body: named("huge", { rules }) }),
    "403 Forbidden",
  );
});

test("what is inert here grants nothing here, and nobody grants by it what they do not have", () => {
  const world = createWorld();
  for (const role of ["system:kcp:workspace:access", "granter"]) world.bind("root", role, user("ann"));
  world.role("root", "granter", [{ apiGroups: [inert("").group], resources: ["*"], verbs: ["create"] }]);
  const rules = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
  const role = { body: named("all", { rules }) };
  assert.is(world.try(ann, "create", inert("clusterroles"), role), "403 Forbidden");
  assert.is(world.try(caller("root", "system:masters"), "create", inert("clusterroles"), role), "200");
  const roleRef = { apiGroup: group, kind: "ClusterRole", name: "all" };
  const binding = { body: named("mine", { roleRef, subjects: [user("ann")] }) };
  assert.is(world.try(ann, "create", inert("clusterrolebindings"), binding), "403 Forbidden");
  assert.is(
    world.try(caller("root", "system:masters"), "create", inert("clusterrolebindings"), binding),
    "200",
  );
  assert.is(world.try(ann, "list", configMaps), "403 Forbidden");
});

test("escalate and bind are rights of their own", () => {
  const world = createWorld();
  for (const role of ["system:kcp:workspace:access", "granter"]) world.bind("root", role, user("ann"));
  world.role("root", "granter", [
    { apiGroups: [group], resources: ["clusterrolebindings", "clusterroles"], verbs: ["create", "escalate"] },
    { apiGroups: [group], resources: ["clusterroles"], verbs: ["bind"], resourceNames: ["view"] },
  ]);
  const roleRef = { apiGroup: group, kind: "ClusterRole", name: "view" };
  const body = named("mine", { roleRef, subjects: [user("ann")] });
  assert.is(world.try(ann, "create", rbac("clusterrolebindings"), { body }), "200");
  const rules = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
  assert.is(world.try(ann, "create", rbac("clusterroles"), { body: named("all", { rules }) }), "200");
});

function review(world: World, who: Caller, resource: string, spec: object): Record<string, unknown> {
  const gvr = { group: "authorization.k8s.io", version: "v1", resource };
  const answer = world.hub.handle({
    verb: "create",
    cluster: "root",
    resource: gvr,
    body: { metadata: {}, spec },
  }, who);
  if (!answer.ok) throw answer.error;
  return (answer.body as unknown as { status: Record<string, unknown> }).status;
}

test("a role labelled to be a part of view is a part of edit too, in its own workspace", () => {
  const world = createWorld();
  for (const cluster of ["root", "c2"]) {
    world.bind(cluster, "edit", user("ann"));
    world.bind(cluster, "system:kcp:workspace:access", user("ann"));
  }
  assert.is(world.try(ann, "list", rbac("clusterroles")), "403 Forbidden");
  const labels = { "rbac.authorization.k8s.io/aggregate-to-view": "true" };
  const rules = [{ apiGroups: [group], resources: ["clusterroles"], verbs: ["list"] }];
  const body = named("role-reader", { metadata: { name: "role-reader", labels }, rules });
  world.hub.handle({ verb: "create", cluster: "root", resource: rbac("clusterroles"), body }, masterCaller);
  assert.is(world.try(ann, "list", rbac("clusterroles")), "200");
  assert.is(world.try(ann, "list", rbac("clusterroles"), { cluster: "root:two" }), "403 Forbidden");
});

test("only who may everything makes a role that gathers the rules of others", () => {
  const world = createWorld();
  world.role("root", "role-writer", [
    { apiGroups: [group], resources: ["clusterroles"], verbs: ["create", "patch"] },
  ]);
  for (const role of ["role-writer", "system:kcp:workspace:access"]) world.bind("root", role, user("ann"));
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] };
  const body = named("gatherer", { aggregationRule });
  const create = (who: Caller) => world.try(who, "create", rbac("clusterroles"), { body });
  assert.is(create(ann), "403 Forbidden");
  world.bind("root", "cluster-admin", user("bob"));
  world.bind("root", "system:kcp:workspace:access", user("bob"));
  assert.is(create(caller("bob")), "200");
});

test("reviews answer what the authorizer would", () => {
  const world = createWorld();
  for (const role of ["system:kcp:workspace:access", "view"]) world.bind("root", role, user("ann"));
  const may = (who: Caller, verb: string) =>
    review(world, who, "selfsubjectaccessreviews", {
      resourceAttributes: { verb, resource: "pods" },
    })["allowed"];
  assert.equal([may(ann, "list"), may(ann, "delete")], [true, false]);
  const rules = review(world, ann, "selfsubjectrulesreviews", { namespace: "default" });
  assert.ok((rules["resourceRules"] as unknown[]).length > 0);
  assert.is(
    world.try(ann, "create", {
      group: "authorization.k8s.io",
      version: "v1",
      resource: "subjectaccessreviews",
    }, {
      body: { metadata: {}, spec: { user: "bob", resourceAttributes: { verb: "get", resource: "pods" } } },
    }),
    "403 Forbidden",
    "about others one must be allowed to ask",
  );
});

test("a right on some names is not a right on all of them to give away", () => {
  const world = createWorld();
  for (const role of ["system:kcp:workspace:access", "some", "granter"]) {
    world.bind("root", role, user("ann"));
  }
  const rule = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
  world.role("root", "some", [{ ...rule, resourceNames: ["a", "b"] }]);
  world.role("root", "granter", [{ apiGroups: [group], resources: ["clusterroles"], verbs: ["create"] }]);
  const grant = (name: string, rules: object[]) =>
    world.try(ann, "create", rbac("clusterroles"), { body: named(name, { rules }) });
  assert.is(grant("all", [rule]), "403 Forbidden");
  assert.is(grant("other", [{ ...rule, resourceNames: ["a", "c"] }]), "403 Forbidden");
  assert.is(grant("one", [{ ...rule, resourceNames: ["a"] }]), "200");
});

test.run();
