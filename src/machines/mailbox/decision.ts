/** How a mailbox decides what comes next: when no letter waits, from the whole of what is known. @module */
import { mailboxesTopic } from "../addresses.ts";
import { passing } from "../passing.ts";
import type { MailboxCard } from "../sync_target.ts";
import type { MailboxContext } from "./context.ts";
import { tellPeers } from "./listening.ts";
import { mailboxSetup } from "./setup.ts";

type At = { context: MailboxContext };

const askForIdle = {
  type: "whenIdle" as const,
  params: { event: { type: "idle.reached" }, rank: "mailbox" as const },
};

/** Puts the mailbox up for those who read from it, or takes it down while it has no logical cluster of its own. */
const offerSelf = {
  type: "offer" as const,
  params: ({ context }: At) => ({
    topic: mailboxesTopic,
    key: context.name,
    labels: { [context.name]: "" },
    card: { name: context.name, cluster: context.workspace?.cluster ?? "" } satisfies MailboxCard,
  }),
};
const withdrawSelf = {
  type: "withdraw" as const,
  params: ({ context }: At) => ({ topic: mailboxesTopic, key: context.name }),
};

export const settling = mailboxSetup.createStateConfig({
  meta: passing,
  entry: askForIdle,
  on: { "idle.reached": "deciding" },
});

export const deciding = mailboxSetup.createStateConfig({
  entry: ["planWork", tellPeers],
  always: [
    { guard: "isBlind", target: "awaitingInventory" },
    {
      guard: "isOver",
      target: "gone",
      actions: ["leaveReflectors", tellPeers],
    },
    {
      guard: "isOfOthers",
      target: "foreign",
      actions: withdrawSelf,
    },
    { guard: "isDeleting", target: "awaitingDeletion", actions: withdrawSelf },
    { guard: "isUnneeded", target: "deletingWorkspace", actions: withdrawSelf },
    { guard: "hasNoWorkspace", target: "creatingWorkspace", actions: withdrawSelf },
    { guard: "isForeign", target: "foreign", actions: withdrawSelf },
    { guard: "isUnready", target: "awaitingWorkspace", actions: withdrawSelf },
    { guard: "isUnbound", target: "binding" },
    { guard: "isUndiscovered", target: "discovering" },
    { guard: "lacksInputs", target: "awaitingInputs", actions: offerSelf },
    { guard: "hasWork", target: "projecting", actions: offerSelf },
    { guard: "lacksProof", target: "confirming", actions: offerSelf },
    { guard: "isFailing", target: "impeded", actions: offerSelf },
    { guard: "isContended", target: "contended", actions: offerSelf },
    { guard: "isLacking", target: "lacking", actions: offerSelf },
    { guard: "isFlawed", target: "flawed", actions: offerSelf },
    { target: "settled", actions: offerSelf },
  ],
});

export const awaitingInventory = mailboxSetup.createStateConfig({
  meta: {
    reason: "The inventory is not completely seen, so nothing is decided",
    waitsFor: "every inventory source to be synced",
    deadlineMs: 60_000,
  },
});
