/** What a mailbox remembers of its Workspace, and forgets with it. @module */
import type { Workspace } from "../../kube/kcp_api.ts";
import { unsee } from "../../placement/copies/book.ts";
import type { MailboxContext, WorkspaceSeen } from "./context.ts";
import { leaveReflectors } from "./views.ts";

type Change = Partial<MailboxContext>;

/** The Workspace as the chart keeps it. */
export function workspaceSeen(object: Workspace, owner: WorkspaceSeen["owner"]): WorkspaceSeen {
  const { uid = "", deletionTimestamp } = object.metadata;
  return {
    uid,
    cluster: object.spec?.cluster ? object.spec.cluster : null,
    phase: object.status?.phase ?? "",
    life: deletionTimestamp === undefined ? "alive" : "deleting",
    owner,
  };
}

/** The answer to our own request may come after the watch has shown more: what is known then stays. */
export function rememberWorkspace(context: MailboxContext, seen: WorkspaceSeen, also: Change = {}): Change {
  const known = context.workspace;
  if (known !== null && known.uid === seen.uid && known.cluster !== null && seen.cluster === null) {
    return also;
  }
  const isSame = known !== null && known.uid === seen.uid && known.cluster === seen.cluster;
  return isSame ? { ...also, workspace: seen } : { ...forgetWorkspace(context), ...also, workspace: seen };
}

/** Another workspace, or none: what was seen in the old one says nothing. */
export function forgetWorkspace(context: MailboxContext): Change {
  const book = [...context.book.entries.values()].reduce(
    (next, { key, seen }) => (seen === null ? next : unsee(next, key, seen)),
    context.book,
  );
  return {
    ...leaveReflectors(context),
    workspace: null,
    bound: false,
    book,
    config: null,
    configGone: null,
    configInFlight: false,
    definitionsGone: context.definitionsGone.clear(),
    unwatched: context.unwatched.clear(),
  };
}
