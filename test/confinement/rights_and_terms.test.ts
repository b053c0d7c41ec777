/** A hostile edge reaches for more rights, for other terms, and for what makes a mailbox a mailbox. @module */
import { test } from "uvu";
import { apply, edgeApi, hostileEdge, merge, post, remove } from "./hostile_edge.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";

const { at, refuses } = hostileEdge();
const own = (rest: string) => `${at.own}${rest}`;

refuses("it changes nobody's rights, and makes no accounts and no tokens but its own", () => {
  const all = [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }];
  const admin = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
  const me = [{ kind: "ServiceAccount", namespace: "edge-syncer", name: at.account }];
  const space = "/namespaces/edge-syncer";
  const token = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  return [
    { does: "widens its role", ...merge(own(`${rbac}/clusterroles/edge-syncer`), { rules: all }) },
    {
      does: "widens it by apply",
      ...apply(own(`${rbac}/clusterroles/edge-syncer?fieldManager=x&force=true`), { rules: all }),
    },
    { does: "makes a role", ...post(own(`${rbac}/clusterroles`), { metadata: { name: "x" }, rules: all }) },
    {
      does: "binds itself",
      ...post(own(`${rbac}/clusterrolebindings`), { metadata: { name: "x" }, roleRef: admin, subjects: me }),
    },
    {
      does: "binds itself in its namespace",
      ...post(own(`${rbac}${space}/rolebindings`), { metadata: { name: "x" }, roleRef: admin, subjects: me }),
    },
    { does: "deletes its role", ...remove(own(`${rbac}/clusterroles/edge-syncer`)) },
    {
      does: "makes an account",
      ...post(own(`/api/v1${space}/serviceaccounts`), { metadata: { name: "x" } }),
    },
    {
      does: "changes its account",
      ...merge(own(`/api/v1${space}/serviceaccounts/${at.account}`), { metadata: { annotations: null } }),
    },
    {
      does: "takes another's token",
      ...post(own(`/api/v1${space}/serviceaccounts/default/token`), token),
    },
    {
      does: "takes a default token",
      ...post(own("/api/v1/namespaces/default/serviceaccounts/default/token"), token),
    },
    {
      does: "takes a token for a century",
      ...post(own(`/api/v1${space}/serviceaccounts/${at.account}/token`), {
        ...token,
        spec: { expirationSeconds: 3_153_600_000 },
      }),
    },
    {
      does: "reviews a token",
      ...post(own("/apis/authentication.k8s.io/v1/tokenreviews"), { spec: { token: "x" } }),
    },
    {
      does: "asks what others may",
      ...post(own("/apis/authorization.k8s.io/v1/subjectaccessreviews"), { spec: { user: "admin" } }),
    },
  ];
});

refuses("it does not write what it is told to do, nor what a mailbox is made of", () => {
  const wide = { spec: { upsync: [{ resources: ["*"], namespaces: ["*"], names: ["*"] }] } };
  const named = { metadata: { name: "x" } };
  const theOne = own(`${edgeApi}/syncerconfigs/the-one`);
  return [
    { does: "patches the spec", ...merge(theOne, wide) },
    { does: "applies the spec", ...apply(`${theOne}?fieldManager=x&force=true`, wide) },
    { does: "deletes it", ...remove(theOne) },
    { does: "makes another", ...post(own(`${edgeApi}/syncerconfigs`), { metadata: { name: "the-two" } }) },
    {
      does: "says that another lives",
      ...merge(own(`${edgeApi}/syncerconfigs/the-two/status`), { status: {} }),
    },
    { does: "places something", ...post(own(`${edgeApi}/edgeplacements`), named) },
    { does: "makes a workspace", ...post(own("/apis/tenancy.kcp.io/v1alpha1/workspaces"), named) },
    { does: "makes a SyncTarget", ...post(own("/apis/workload.kcp.io/v1alpha1/synctargets"), named) },
    { does: "binds an API", ...post(own("/apis/apis.kcp.io/v1alpha1/apibindings"), named) },
    { does: "unbinds one", ...remove(own("/apis/apis.kcp.io/v1alpha1/apibindings/bind-edge")) },
    {
      does: "defines a kind",
      ...post(own("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"), { metadata: { name: "x.y" } }),
    },
    { does: "ends the mailbox", ...remove(own("/apis/core.kcp.io/v1alpha1/logicalclusters/cluster")) },
    { does: "tells of events", ...post(own("/api/v1/namespaces/stuff/events"), named) },
  ];
});

test.run();
