/** S3: what the runtime did not make it never touches, whatever its labels say. @module */
import type { SafetyOracle } from "./oracle.ts";
import { labelOf } from "./oracle.ts";

/** Objects that are the runtime's by their name, whoever made them first. */
const oursByName = new Set(["syncerconfigs.edge.kcp.io", "singleplacementslices.edge.kcp.io"]);

export const handsOff: SafetyOracle = {
  name: "S3",
  sentence: "What we did not make we never touch",
  judge({ server, commit, sent }) {
    if (commit.before === null || oursByName.has(commit.resource)) return null;
    // What a syncer says of itself stands in the status of its SyncTarget.
    if (commit.resource === "synctargets.workload.kcp.io" && sent.request.subresource === "status") {
      return null;
    }
    const maker = server.history.makers.get(commit.before.metadata.uid ?? "");
    return maker === "runtime"
      ? null
      : `${labelOf(commit.object)} on ${server.name} was made by ${maker} and is touched`;
  },
};
