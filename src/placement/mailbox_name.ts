/** The names of mailbox workspaces. @module */

const separator = "-mb-";

/** `<SyncTarget's logical cluster id>-mb-<SyncTarget uid>`: 56 characters for the ids of kcp. */
export function mailboxName(cluster: string, syncTargetUid: string): string {
  return `${cluster}${separator}${syncTargetUid}`;
}

/**
 * The parts of a mailbox name, or null for the name of any other workspace. The test is of form alone:
 * exactly two parts around one `-mb-`, so `foo-mb-bar` is a mailbox name.
 */
export function parseMailboxName(
  name: string,
): { readonly cluster: string; readonly syncTargetUid: string } | null {
  const [cluster, syncTargetUid, ...rest] = name.split(separator);
  if (cluster === undefined || syncTargetUid === undefined || rest.length > 0) return null;
  return { cluster, syncTargetUid };
}
