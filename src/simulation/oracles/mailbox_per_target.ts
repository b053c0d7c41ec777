/** L4: as many mailboxes as SyncTargets, and each for its own. L7: what belongs to a SyncTarget that is gone, goes. @module */
import type { World } from "../run/world.ts";
import { mailboxWorkspaces, wantedMailboxes } from "./mailboxes.ts";
import type { RestOracle } from "./oracle.ts";

export const mailboxPerTarget: RestOracle = {
  name: "L4",
  sentence: "Every SyncTarget has its mailbox, and every mailbox its SyncTarget",
  findings(world: World) {
    const wanted = wantedMailboxes(world);
    const found = mailboxWorkspaces(world);
    const missing = wanted.filter((name) => !found.some((each) => each.name === name));
    const extra = found.filter(({ name, workspace }) =>
      !wanted.includes(name) && world.hub.history.makers.get(workspace.metadata.uid ?? "") === "runtime"
    );
    return [
      ...missing.map((name) => `there is no mailbox ${name}`),
      ...extra.map(({ name }) => `mailbox ${name} has outlived its SyncTarget`),
    ];
  },
};
