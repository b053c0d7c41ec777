/** Who am I, what may I do, and tokens for ServiceAccounts. @module */
import { isDeepStrictEqual } from "node:util";
import * as assert from "uvu/assert";
import { type Case, forAll, onWire } from "../case.ts";

const review = (kind: string, group: string, spec: object) => ({ apiVersion: `${group}/v1`, kind, spec });

export const access: readonly Case[] = [
  forAll({
    name: "a SelfSubjectReview tells who is asking",
    rule: "KEP-3325 Self subject attributes review",
  }, async (place) => {
    const body = review("SelfSubjectReview", "authentication.k8s.io", {});
    const { status } = await place.ok("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { body });
    assert.type(status.userInfo.username, "string");
    assert.ok(status.userInfo.groups.includes("system:authenticated"));
  }),
  forAll({
    name: "a SelfSubjectAccessReview tells what the caller may",
    rule: "Authorization, Checking API access",
  }, async (place) => {
    const resourceAttributes = { verb: "create", resource: "configmaps", namespace: place.namespace };
    const body = review("SelfSubjectAccessReview", "authorization.k8s.io", { resourceAttributes });
    const { status } = await place.ok("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
      body,
    });
    assert.is(status.allowed, true);
  }),
  onWire({
    name: "a ServiceAccount's token is that account, and may what a RoleBinding gives it",
    rule: "KEP-1205 TokenRequest; RBAC, RoleBinding",
  }, async (place) => {
    const accounts = `/api/v1/namespaces/${place.namespace}/serviceaccounts`;
    const metadata = { name: "bot" };
    await place.ok("POST", accounts, { body: { apiVersion: "v1", kind: "ServiceAccount", metadata } });
    const request = review("TokenRequest", "authentication.k8s.io", { expirationSeconds: 600 });
    const { status: { token } } = await place.ok("POST", `${accounts}/bot/token`, { body: request });
    const headers = { authorization: `Bearer ${token}` };
    await place.refused(403, "Forbidden", "GET", place.at("configmaps"), { headers });
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${place.namespace}`;
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" };
    const rules = [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] }];
    await place.ok("POST", `${rbac}/roles`, { body: { metadata: { name: "reader" }, rules } });
    const subjects = [{ kind: "ServiceAccount", name: "bot", namespace: place.namespace }];
    await place.ok("POST", `${rbac}/rolebindings`, {
      body: { metadata: { name: "reader" }, subjects, roleRef },
    });
    await place.until(place.at("configmaps"), ({ reason }) => reason === "", { headers });
    await place.refused(403, "Forbidden", "GET", place.at("secrets"), { headers });
    await place.refused(403, "Forbidden", "DELETE", place.at("configmaps", "any"), { headers });
  }),
  forAll({
    name: "an aggregated ClusterRole gets the rules of those it selects, in the order of their names",
    rule: "RBAC, Aggregated ClusterRoles",
    needs: ["controllers"],
  }, async (place) => {
    const roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    const { namespace } = place;
    const role = (name: string, labels: object, rest: object) => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: `${namespace}-${name}`, labels },
      ...rest,
    });
    const rulesFor = (resource: string) => [{ apiGroups: [""], resources: [resource], verbs: ["get"] }];
    const clusterRoleSelectors = [{ matchLabels: { conformance: namespace } }];
    const names = ["whole", "b", "a"];
    await place.ok("POST", roles, {
      body: role("whole", {}, { aggregationRule: { clusterRoleSelectors }, rules: [] }),
    });
    for (const [name, resource] of [["b", "pods"], ["a", "events"]] as const) {
      await place.ok("POST", roles, {
        body: role(name, { conformance: namespace }, { rules: rulesFor(resource) }),
      });
    }
    const wanted = [...rulesFor("events"), ...rulesFor("pods")];
    await place.until(`${roles}/${namespace}-whole`, ({ body }) => isDeepStrictEqual(body?.rules, wanted));
    for (const name of names) await place.ok("DELETE", `${roles}/${namespace}-${name}`);
  }),
];
