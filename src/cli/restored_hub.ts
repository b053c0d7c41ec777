/** The flag by which a person says that a hub that has gone back in time is as it should be, and how it is asked for. @module */
import type { CommandLine, Flag } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** What to do with a hub that was seen to have gone back in time: keep what it does not know, or believe it. */
export type RestoredHub = "distrusted" | "accepted";

export const acceptRestoredHubFlag: Flag = {
  name: "accept-restored-hub",
  takes: null,
  help: "believe a hub that has gone back in time, and delete again",
  local: true,
};

export function restoredHubOf({ own }: CommandLine): RestoredHub {
  return own.get(acceptRestoredHubFlag.name) === "true" ? "accepted" : "distrusted";
}

/** Says why nothing is deleted, and what to do about it; nothing when all is well. */
export function tellRestored(restored: string | null, terminal: Terminal): void {
  if (restored === null) return;
  terminal.complain(`Nothing is deleted, because ${restored}.`);
  terminal.complain("If the hub is as it should be, start once with --accept-restored-hub.");
}
