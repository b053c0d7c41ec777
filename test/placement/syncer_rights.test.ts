/** What the rules of a syncer allow, asked of RBAC itself. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allows } from "../../src/hub/authorize/policy_rule.ts";
import type { SyncerConfigSpec } from "../../src/kube/edge_api.ts";
import type { ApiResource } from "../../src/kube/resource.ts";
import { syncerRules, unservedIn } from "../../src/placement/syncer_rights.ts";

function row(
  group: string,
  resource: string,
  namespaced = true,
  subresources: readonly string[] = [],
): ApiResource {
  const verbs = ["create", "delete", "get", "list", "update", "watch"];
  return {
    group,
    version: "v1",
    resource,
    kind: resource,
    singular: resource,
    namespaced,
    verbs,
    subresources,
  };
}

const served = [
  row("", "namespaces", false, ["status"]),
  row("", "configmaps"),
  row("", "secrets"),
  row("", "serviceaccounts", true, ["token"]),
  row("apps", "deployments", true, ["scale", "status"]),
  row("rbac.authorization.k8s.io", "roles"),
  row("rbac.authorization.k8s.io", "clusterroles", false),
  row("tenancy.kcp.io", "workspaces", false, ["status"]),
  row("edge.kcp.io", "syncerconfigs", false, ["status"]),
  row("shop.example", "widgets", true, ["status"]),
  row("shop.example", "gadgets"),
];
const down = (group: string, resource: string) => ({ group, resource, apiVersion: "v1" });
const spec: SyncerConfigSpec = {
  namespaceScope: {
    namespaces: ["shop"],
    resources: [down("", "configmaps"), down("apps", "deployments"), down("shop.example", "gadgets")],
  },
  upsync: [
    { resources: ["configmaps"], namespaces: ["readings"], names: ["heat"] },
    { apiGroup: "shop.example", resources: ["*"], namespaces: ["*"], names: ["*"] },
    { resources: ["secrets", "serviceaccounts"], namespaces: [], names: ["*"] },
  ],
};
const rules = syncerRules(spec, served);

/** `verb resource.group/subresource name`, such as `update deployments.apps/status web`. */
function may(text: string): boolean {
  const [verb = "", what = "", name] = text.split(" ");
  const [key = "", subresource] = what.split("/");
  const [resource = "", ...group] = key.split(".");
  const asked = { caller: { user: "x", groups: [] }, cluster: "m", version: "v1", namespace: "a" };
  const request = { ...asked, verb, resource, group: group.join("."), subresource, name };
  return rules.some((rule) => allows(rule, request));
}

const verdicts: Readonly<Record<string, boolean>> = {
  "list configmaps": true,
  "watch syncerconfigs.edge.kcp.io": true,
  "list workspaces.tenancy.kcp.io": false,
  "list clusterroles.rbac.authorization.k8s.io": true,
  "patch syncerconfigs.edge.kcp.io/status the-one": true,
  "patch syncerconfigs.edge.kcp.io the-one": false,
  "update syncerconfigs.edge.kcp.io/status another": false,
  "update deployments.apps/status web": true,
  "update deployments.apps web": false,
  "update deployments.apps/scale web": false,
  "update configmaps site": false,
  "update configmaps heat": true,
  "create configmaps": true,
  "create secrets": false,
  "create serviceaccounts": false,
  "create serviceaccounts/token default": false,
  "create roles.rbac.authorization.k8s.io": false,
  "delete roles.rbac.authorization.k8s.io x": false,
  "delete configmaps heat": true,
  "update gadgets.shop.example any": true,
  "create widgets.shop.example": true,
  "update widgets.shop.example/status any": true,
  "create deployments.apps": false,
  "deletecollection configmaps": false,
};

for (const [text, expected] of Object.entries(verdicts)) {
  test(`${text}: ${expected ? "allowed" : "not allowed"}`, () => assert.is(may(text), expected));
}

test("a kind that keeps its status in itself may be written, if it is a custom one, and only what goes down", () => {
  const only = { namespaceScope: { namespaces: ["a"], resources: [down("shop.example", "gadgets")] } };
  const written = syncerRules(only, served).filter(({ verbs }) => verbs.includes("update"));
  assert.equal(written.map(({ resources }) => resources), [["syncerconfigs/status"], ["gadgets"]]);
});

test("nothing in a rule stands for all there may ever be", () => {
  const words = rules.flatMap(({ verbs, apiGroups, resources }) => [...verbs, ...apiGroups, ...resources]);
  assert.equal(words.filter((word) => word.includes("*")), []);
});

test("the order of what is served changes nothing", () => {
  assert.equal(syncerRules(spec, [...served].reverse()), rules);
});

test("what is named and not served is known by name", () => {
  const more = { ...spec, upsync: [{ apiGroup: "x.y", resources: ["cogs", "*"], names: ["*"] }] };
  assert.equal(unservedIn(more, served), ["cogs.x.y"]);
  assert.equal(unservedIn(spec, served), []);
});

test("of what a mailbox holds in an inert form a syncer writes the status where there is one, and nothing else", () => {
  const inert = [
    row("core.denatured.edge.kcp.io", "resourcequotas", true, ["status"]),
    row("rbac.authorization.k8s.io.denatured.edge.kcp.io", "roles"),
  ];
  const resources = [down("", "resourcequotas"), down("rbac.authorization.k8s.io", "roles")];
  const written = syncerRules({ namespaceScope: { namespaces: ["shop"], resources } }, inert)
    .filter(({ verbs, apiGroups }) => verbs.includes("update") && !apiGroups.includes("edge.kcp.io"));
  assert.equal(written.flatMap((rule) => rule.resources), ["resourcequotas/status"]);
  assert.equal(unservedIn({ namespaceScope: { resources } }, inert), []);
});

test.run();
