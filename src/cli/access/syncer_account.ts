/** The ServiceAccounts by which syncers enter a mailbox: made, given tokens, found and deleted (decision 31). @module */
import { namespaces, serviceAccounts } from "../../kube/core_api.ts";
import type { KubeObject, OwnerReference } from "../../kube/object.ts";
import {
  clusterRoleBindings,
  clusterRoles,
  rbacApiVersion,
  rbacGroup,
  roleBindings,
  roles,
} from "../../kube/rbac_api.ts";
import type { Gvr } from "../../kube/resource.ts";
import {
  syncerNamespace,
  syncerRoleLabel,
  syncerRoleName,
  syncerRoleValue,
  syncerTokenSeconds,
  targetClusterAnnotation,
  targetNameAnnotation,
  targetUidAnnotation,
} from "../../kube/syncer_access.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import { CommandError } from "../command_error.ts";
import { ask, askAll, unless } from "./administrator.ts";
import type { KnownTarget } from "./mailbox_of.ts";

/** A mailbox by its path, and how it is asked. */
export interface Mailbox {
  readonly api: ClusterApi;
  readonly path: string;
}

const query = { fieldManager: "edge-join" };

function create(
  { api, path: cluster }: Mailbox,
  resource: Gvr,
  body: object,
  namespace?: string,
): Promise<KubeObject> {
  return ask(api, { verb: "create", cluster, resource, body, query, ...(namespace && { namespace }) });
}

/** The namespace, and the role without rules: these follow from the SyncerConfig, and the runtime writes them. */
export async function ensureRole(mailbox: Mailbox): Promise<void> {
  await unless(
    "AlreadyExists",
    create(mailbox, namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: syncerNamespace } }),
  );
  const labels = { [syncerRoleLabel]: syncerRoleValue };
  const role = {
    apiVersion: rbacApiVersion,
    kind: "ClusterRole",
    metadata: { name: syncerRoleName, labels },
  };
  if (await unless("AlreadyExists", create(mailbox, clusterRoles, { ...role, rules: [] })) !== null) return;
  const found = await ask(mailbox.api, {
    verb: "get",
    cluster: mailbox.path,
    resource: clusterRoles,
    name: syncerRoleName,
  });
  if (found.metadata.labels?.[syncerRoleLabel] === syncerRoleValue) return;
  const where = `ClusterRole ${syncerRoleName} of ${mailbox.path}`;
  throw new CommandError(`${where} was made by somebody else. Look at it, and delete or rename it.`);
}

/** Whether the runtime has written what the syncer may do. */
export async function hasRules({ api, path }: Mailbox): Promise<boolean> {
  const role = await unless(
    "NotFound",
    ask(api, { verb: "get", cluster: path, resource: clusterRoles, name: syncerRoleName }),
  );
  return Array.isArray(role?.["rules"]) && role["rules"].length > 0;
}

/** A new account with the syncer's role, which may also renew its own token and no other. Resolves to its name. */
export async function createAccount(mailbox: Mailbox, target: KnownTarget): Promise<string> {
  const account = await create(mailbox, serviceAccounts, {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: {
      generateName: "syncer-",
      annotations: {
        [targetClusterAnnotation]: target.cluster,
        [targetNameAnnotation]: target.name,
        [targetUidAnnotation]: target.uid,
      },
    },
    automountServiceAccountToken: false,
  }, syncerNamespace);
  const { name, uid = "" } = account.metadata;
  const ownerReferences: readonly OwnerReference[] = [{
    apiVersion: "v1",
    kind: "ServiceAccount",
    name,
    uid,
  }];
  const metadata = { name, ownerReferences };
  const rules = [{
    verbs: ["create"],
    apiGroups: [""],
    resources: ["serviceaccounts/token"],
    resourceNames: [name],
  }];
  await create(
    mailbox,
    roles,
    { apiVersion: rbacApiVersion, kind: "Role", metadata, rules },
    syncerNamespace,
  );
  await create(mailbox, roleBindings, bindingOf("Role", name, { ...metadata }, name), syncerNamespace);
  const binding = bindingOf("ClusterRole", syncerRoleName, { name: bindingName(name) }, name);
  await create(mailbox, clusterRoleBindings, binding);
  return name;
}

/** A cluster-scoped object cannot belong to one in a namespace, so this binding is deleted by name. */
function bindingName(account: string): string {
  return `${syncerRoleName}:${account}`;
}

function bindingOf(kind: "Role" | "ClusterRole", role: string, metadata: object, account: string): object {
  return {
    apiVersion: rbacApiVersion,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: rbacGroup, kind, name: role },
    subjects: [{ kind: "ServiceAccount", namespace: syncerNamespace, name: account }],
  };
}

/** A token, and when it expires (RFC 3339). */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: string;
}

export async function issueToken({ api, path }: Mailbox, account: string): Promise<IssuedToken> {
  const answer = await ask(api, {
    verb: "create",
    cluster: path,
    resource: serviceAccounts,
    namespace: syncerNamespace,
    name: account,
    subresource: "token",
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: syncerTokenSeconds },
    },
  });
  const status = answer["status"] as { readonly token: string; readonly expirationTimestamp: string };
  return { token: status.token, expiresAt: status.expirationTimestamp };
}

/** The accounts of syncers, oldest first; none when nobody was ever let in. */
export async function accountsIn({ api, path }: Mailbox): Promise<readonly KubeObject[]> {
  const all = await askAll(api, { cluster: path, resource: serviceAccounts, namespace: syncerNamespace });
  return all.filter(({ metadata }) => metadata.annotations?.[targetUidAnnotation] !== undefined)
    .sort((a, b) =>
      Number(BigInt(a.metadata.resourceVersion ?? "0") - BigInt(b.metadata.resourceVersion ?? "0"))
    );
}

/** Ends a credential: its tokens are of an account that is gone. What belonged to the account goes with it. */
export async function deleteAccount(mailbox: Mailbox, { metadata }: KubeObject): Promise<void> {
  const { name, uid } = metadata;
  await deleteOne(mailbox, serviceAccounts, name, { preconditions: { uid } }, syncerNamespace);
  await deleteOne(mailbox, clusterRoleBindings, bindingName(name), {});
}

/** The role, when nobody has it any more. */
export async function deleteRole(mailbox: Mailbox): Promise<void> {
  const { api, path: cluster } = mailbox;
  const role = await unless(
    "NotFound",
    ask(api, { verb: "get", cluster, resource: clusterRoles, name: syncerRoleName }),
  );
  if (role?.metadata.labels?.[syncerRoleLabel] !== syncerRoleValue) return;
  await deleteOne(mailbox, clusterRoles, syncerRoleName, { preconditions: { uid: role.metadata.uid } });
}

async function deleteOne(
  { api, path: cluster }: Mailbox,
  resource: Gvr,
  name: string,
  options: object,
  namespace?: string,
): Promise<void> {
  const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background", ...options };
  await unless(
    "NotFound",
    ask(api, { verb: "delete", cluster, resource, name, body, ...(namespace && { namespace }) }),
  );
}
