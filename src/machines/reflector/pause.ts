/** How a reflector that was refused waits for its next try, and says meanwhile that it has lost sight. @module */
import { backoffMs, retryTimer } from "../backoff.ts";
import type { StartTimerParams } from "../letters.ts";
import type { ReflectorContext } from "./context.ts";
import { reflectorSetup } from "./setup.ts";
import { sourceOf } from "./source.ts";

/** An API that is not served yet is asked for often: it is cheap to ask, and people wait for it. */
const unavailableRetryMaxMs = 2_000;

const retry = ({ context }: { context: ReflectorContext }): StartTimerParams =>
  retryTimer(Math.max(backoffMs(context.attempts), context.retryAfterMs));

export const backingOff = reflectorSetup.createStateConfig({
  meta: { reason: "The server refused or was out of reach", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: [
    { type: "announceStale", params: ({ context }) => ({ why: context.trouble ?? "" }) },
    { type: "sourceStale", params: sourceOf },
    { type: "startTimer", params: retry },
  ],
  on: {
    "retry.due": [{ guard: "canResume", target: "opening" }, { target: "listing" }],
  },
});

export const unavailable = reflectorSetup.createStateConfig({
  meta: {
    reason: "The server does not serve this resource",
    waitsFor: "the API to appear",
    deadlineMs: 60_000,
  },
  entry: [
    { type: "announceStale", params: ({ context }) => ({ why: context.trouble ?? "" }) },
    { type: "sourceStale", params: sourceOf },
    {
      type: "startTimer",
      params: ({ context }) => retryTimer(Math.min(unavailableRetryMaxMs, backoffMs(context.attempts))),
    },
  ],
  on: {
    "retry.due": "listing",
    // A binding or a definition beside it changed: whoever waits for this API should not wait for the timer too.
    "apis.changed": {
      target: "listing",
      actions: { type: "stopTimer", params: { name: "retry" } },
    },
  },
});
