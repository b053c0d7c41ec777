/** How a mailbox stands when all is done that can be done now, the most troubling first. @module */
import { contestDeadlineMs } from "../backoff.ts";
import { retryLater } from "./retry.ts";
import { mailboxSetup } from "./setup.ts";

/** How often a server is asked again for a resource that neither it nor its discovery shows. */
const rediscoverLater = {
  type: "startTimer" as const,
  params: {
    name: "rediscover",
    delayMs: 10_000,
    whenRunning: "earlier" as const,
    event: { type: "rediscover.due" },
  },
};

export const impeded = mailboxSetup.createStateConfig({
  meta: {
    reason: "Some of its content was refused; the rest is in place",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

export const contended = mailboxSetup.createStateConfig({
  meta: {
    reason:
      "Contended: somebody else keeps changing back some of its content, which is left alone for a while",
    waitsFor: "the pause to be over",
    deadlineMs: contestDeadlineMs,
  },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

export const lacking = mailboxSetup.createStateConfig({
  meta: {
    reason: "It holds what is wanted, as far as it can be seen; of what cannot be seen nothing is taken away",
    waitsFor: "its reflectors to see again",
    deadlineMs: 60_000,
  },
  entry: rediscoverLater,
  on: { "rediscover.due": { guard: "mayServeOthers", target: "settling", actions: "forgetServed" } },
});

export const flawed = mailboxSetup.createStateConfig({
  meta: {
    reason: "It holds what is wanted, but not all of it could be customized as it says",
    waitsFor: null,
    deadlineMs: null,
  },
});

export const settled = mailboxSetup.createStateConfig({
  meta: { reason: "It holds exactly what is wanted", waitsFor: null, deadlineMs: null },
});
