/** Tokens, reviews and the right to bind, on the hub as it is served. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { serviceAccounts } from "../../../src/kube/core_api.ts";
import { apiBindings, apiExports } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { type Caller, masterCaller } from "../../../src/ports/api_backend.ts";
import { createSecuredWorld, type SecuredWorld, user } from "./secured_world.ts";

const review = (resource: string, group = "authorization.k8s.io"): Gvr => ({
  group,
  version: "v1",
  resource,
});
const clusterRoleBindings: Gvr = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "clusterrolebindings",
};

function ask(
  world: SecuredWorld,
  resource: Gvr,
  spec: object,
  caller: Caller = masterCaller,
  cluster = "root",
) {
  const answer = world.hub.handle(
    { verb: "create", cluster, resource, body: { metadata: {}, spec } },
    caller,
  );
  if (!answer.ok) throw answer.error;
  return (answer.body as KubeObject).status as Record<string, unknown>;
}

function requestToken(world: SecuredWorld, spec: object) {
  const address = { cluster: "root", resource: serviceAccounts, namespace: "default", name: "default" };
  const answer = world.hub.handle(
    { verb: "create", ...address, subresource: "token", body: { spec } },
    masterCaller,
  );
  if (!answer.ok) throw answer.error;
  return (answer.body as KubeObject).status as { token: string; expirationTimestamp: string };
}

function bind(world: SecuredWorld, cluster: string, role: string, name: string): void {
  const subjects = [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role };
  world.create(cluster, clusterRoleBindings, {
    metadata: { name: `${name}-${role.at(-1)}` },
    subjects,
    roleRef,
  });
}

test("kubectl auth can-i: the administrator may everything, and is told so", () => {
  const world = createSecuredWorld();
  const resourceAttributes = { verb: "delete", resource: "namespaces" };
  assert.is(ask(world, review("selfsubjectaccessreviews"), { resourceAttributes })["allowed"], true);
  const { resourceRules } = ask(world, review("selfsubjectrulesreviews"), { namespace: "default" });
  assert.ok(JSON.stringify(resourceRules).includes('{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}'));
  world.close();
});

test("kubectl auth whoami: user and groups of the caller", () => {
  const world = createSecuredWorld();
  const { userInfo } = ask(world, review("selfsubjectreviews", "authentication.k8s.io"), {});
  assert.equal(userInfo, { username: "edgechart", groups: masterCaller.groups });
  world.close();
});

test("kubectl create token: a token that is its account for the time asked for (KEP-1205)", () => {
  const world = createSecuredWorld();
  const { token } = requestToken(world, { expirationSeconds: 600 });
  assert.is(world.security.tokens.authenticate(token)?.user, "system:serviceaccount:default:default");
  world.clock.advance(600_000);
  assert.is(world.security.tokens.authenticate(token), undefined);
  world.close();
});

for (
  const spec of [{ expirationSeconds: 599 }, { audiences: ["vault"] }, { boundObjectRef: { kind: "Pod" } }]
) {
  test(`a token request with ${JSON.stringify(spec)} is refused, never widened`, () => {
    const world = createSecuredWorld();
    assert.throws(() => requestToken(world, spec), /is invalid: spec\./);
    world.close();
  });
}

test("TokenReview knows a token in its own workspace only, and never repeats it", () => {
  const world = createSecuredWorld();
  const { token } = requestToken(world, {});
  const reviews = review("tokenreviews", "authentication.k8s.io");
  assert.is(ask(world, reviews, { token })["authenticated"], true);
  assert.is(ask(world, reviews, { token: `${token}x` })["authenticated"], false);
  assert.is(ask(world, reviews, { token }, masterCaller, world.workspace("other"))["authenticated"], false);
  world.close();
});

test("the token Secret of an account opens what the account may", () => {
  const world = createSecuredWorld();
  const secrets: Gvr = { group: "", version: "v1", resource: "secrets" };
  const [secret] = world.hub.objects.list({ cluster: "root", resource: secrets, namespace: "default" });
  const token = atob((secret?.data as { token: string }).token);
  assert.is(world.security.tokens.authenticate(token)?.user, "system:serviceaccount:default:default");
  world.close();
});

test("an export is bound by who has the verb bind on it where it stands; root's own by everybody (kcp)", () => {
  const world = createSecuredWorld();
  const [home, guest] = [world.workspace("home"), world.workspace("guest")];
  world.create(home, apiExports, { metadata: { name: "toys" }, spec: {} });
  for (const role of ["system:kcp:workspace:access", "cluster-admin"]) bind(world, guest, role, "ann");
  const tryBinding = (path: string, name: string) => {
    const body = { metadata: { name }, spec: { reference: { export: { path, name } } } };
    const answer = world.hub.handle(
      { verb: "create", cluster: guest, resource: apiBindings, body },
      user("ann"),
    );
    return answer.ok ? "bound" : answer.error.reason;
  };
  assert.is(tryBinding("root:home", "toys"), "Forbidden");
  assert.is(tryBinding("root:home", "nothing"), "Forbidden", "unknown and forbidden look alike");
  assert.is(tryBinding("root:compute", "kubernetes"), "bound");
  bind(world, home, "cluster-admin", "ann");
  assert.is(tryBinding("root:home", "toys"), "bound");
  world.close();
});

test.run();
