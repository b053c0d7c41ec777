/** S8: a mailbox is made for one SyncTarget that is there, and for no other. @module */
import type { SafetyOracle } from "./oracle.ts";

export const mailboxIdentity: SafetyOracle = {
  name: "S8",
  sentence: "A mailbox belongs to one SyncTarget, by its uid",
  judge({ server, commit, sent }) {
    if (commit.resource !== "workspaces.tenancy.kcp.io" || commit.type !== "ADDED") return null;
    const { name } = commit.object.metadata;
    const [cluster = "", uid = ""] = name.split("-mb-");
    const revision = server.history.revisionAt(sent.staleSince - 2_000);
    const isKnown = [revision, Infinity].some((at) =>
      server.history.list("synctargets.workload.kcp.io", cluster, at).some(({ metadata }) =>
        metadata.uid === uid
      )
    );
    const was = server.history.commits.slice(revision).some(({ object }) => object.metadata.uid === uid);
    return isKnown || was ? null : `workspace ${name} was made for a SyncTarget that is not there`;
  },
};
