/**
 * S2 after a restore from backup (F27): a hub from before an object was made looks like a hub on which it was deleted. So a runtime that
 * has seen the later hub deletes nothing until a person has said that the hub is as it should be. @module
 */
import { labelOf, type SafetyOracle } from "./oracle.ts";

export const restoredHub: SafetyOracle = {
  name: "F27",
  sentence: "What a restored hub merely does not know yet is not deleted",
  judge({ server, commit, sent }, { restoredAt, lifeBeganAt }) {
    if (sent.request.verb !== "delete" || restoredAt === null) return null;
    // A life that began later has never seen another hub.
    if (lifeBeganAt >= restoredAt || sent.sentAt < restoredAt) return null;
    return `${
      labelOf(commit.object)
    } on ${server.name} was deleted after the hub had gone back, and nobody had acknowledged that`;
  },
};
