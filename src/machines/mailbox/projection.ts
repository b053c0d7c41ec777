/** How a mailbox comes to hold what is wanted: nothing is taken away before the servers have been asked. @module */
import { toLookThrough } from "../../placement/copies/operations.ts";
import { mailboxSetup } from "./setup.ts";

/** After this long without all answers, a proof is sought anew: who was asked may not be there any more. */
const askAgainMs = 30_000;

export const awaitingInputs = mailboxSetup.createStateConfig({
  meta: {
    reason: "Not everything that decides its content is completely seen",
    waitsFor: "the shares of its workloads and its own copies",
    deadlineMs: 10_000,
    role: "patient",
  },
  on: { "deadline.passed": { target: "settling", actions: "becomeImpatient" } },
});

export const projecting = mailboxSetup.createStateConfig({
  meta: {
    reason: "Its content differs from what is wanted",
    waitsFor: "the hub's answers",
    deadlineMs: 60_000,
  },
  entry: [
    {
      type: "performCopies",
      params: ({ context }) => ({
        source: "hub",
        cluster: context.workspace?.cluster ?? "",
        operations: context.operations,
        served: toLookThrough(context.operations, context.watched.keys()),
      }),
    },
    {
      type: "writeConfig",
      params: ({ context }) => ({ writes: context.configWrite === null ? [] : [context.configWrite] }),
    },
  ],
});

export const confirming = mailboxSetup.createStateConfig({
  meta: {
    reason:
      "Something in it is not wanted any more; before it goes, the servers are asked whether nothing was missed",
    waitsFor: "lists that are not older than the question",
    deadlineMs: 60_000,
    role: "patient",
  },
  entry: {
    type: "startTimer",
    params: { name: "proof", delayMs: askAgainMs, whenRunning: "earlier", event: { type: "proof.due" } },
  },
  on: { "proof.due": { target: "settling", actions: "forgetProof" } },
});
