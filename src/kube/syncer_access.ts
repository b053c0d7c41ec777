/** The names by which a mailbox knows the credentials of its syncer (decision 31). @module */

/** The namespace, in the mailbox, of the ServiceAccounts of its syncer: one for each time an edge was joined. */
export const syncerNamespace = "edge-syncer";
/** The ClusterRole, in the mailbox, of all of them. Its rules follow the SyncerConfig. */
export const syncerRoleName = "edge-syncer";
/** Label of that ClusterRole; its value is {@link syncerRoleValue}. */
export const syncerRoleLabel = "edge.kcp.io/syncer-role";
/** The value of {@link syncerRoleLabel}. */
export const syncerRoleValue = "yes";

/** Annotations of such a ServiceAccount: the SyncTarget that the credential is for, and dies with. */
export const targetClusterAnnotation = "edge.kcp.io/sync-target-cluster";
export const targetNameAnnotation = "edge.kcp.io/sync-target-name";
export const targetUidAnnotation = "edge.kcp.io/sync-target-uid";

/** How long a token lives, in seconds: a month. */
export const syncerTokenSeconds = 30 * 24 * 60 * 60;
