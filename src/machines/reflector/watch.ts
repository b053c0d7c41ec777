/** How a reflector follows its watch, and notices that it has gone mute. @module */
import { lookForAskers, lookTimer, tellConfirmed } from "./look.ts";
import { reflectorSetup } from "./setup.ts";
import { sourceOf } from "./source.ts";

/** Servers send a bookmark a minute; a watch without one for this long is looked at again, and then opened anew (F9). */
const freshnessMs = 90_000;

const freshnessTimer = {
  type: "startTimer" as const,
  params: { name: "freshness", delayMs: freshnessMs, event: { type: "freshness.due" } },
};

/** Mute: nothing came for a whole period, so the same version is followed on another connection. */
const freshness = [
  { guard: "isHeard" as const, actions: ["forgetHeard" as const, freshnessTimer] },
  { target: "opening" as const, reenter: true },
];

const refusals = {
  "watch.refused": [
    {
      guard: "isExpiredAgain" as const,
      target: "backingOff" as const,
      actions: ["rememberRefusal" as const, "forgetVersion" as const],
    },
    { guard: "isExpired" as const, target: "listing" as const, actions: "forgetVersion" as const },
    {
      guard: "isTooLarge" as const,
      target: "backingOff" as const,
      actions: ["rememberRefusal" as const, "forgetVersion" as const],
    },
    {
      guard: "isNotServed" as const,
      target: "unavailable" as const,
      actions: ["rememberRefusal" as const, "forgetVersion" as const],
    },
    { target: "backingOff" as const, actions: "rememberRefusal" as const },
  ],
};

export const opening = reflectorSetup.createStateConfig({
  meta: {
    reason: "Following on from the last version seen",
    waitsFor: "the server to accept the watch",
    deadlineMs: 30_000,
  },
  entry: [
    "forgetHeard",
    {
      type: "openWatch",
      params: ({ context }) => ({ view: context.view, resourceVersion: context.resourceVersion ?? "" }),
    },
    freshnessTimer,
  ],
  on: {
    "watch.opened": "watching",
    "watch.ended": { target: "opening", reenter: true },
    "freshness.due": { target: "opening", reenter: true },
    ...refusals,
  },
});

export const watching = reflectorSetup.createStateConfig({
  meta: { reason: "The view is complete and followed", waitsFor: null, deadlineMs: null },
  entry: [
    { type: "sourceSynced", params: sourceOf },
    { type: "announceSynced", params: {} },
    ...lookForAskers,
  ],
  on: {
    "confirm.requested": [
      { guard: "isLooking", actions: "rememberAsker" },
      { actions: ["rememberAsker", ...lookForAskers] },
    ],
    "look.completed": { actions: [tellConfirmed, "endLook", ...lookForAskers] },
    "look.refused": { actions: ["endLook", lookTimer] },
    "look.due": [{ guard: "isLooking" }, { actions: lookForAskers }],
    "watch.progressed": { actions: "rememberVersion" },
    "watch.ended": "opening",
    "freshness.due": freshness,
    ...refusals,
  },
});
