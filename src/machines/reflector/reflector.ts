/**
 * A reflector: one list-and-watch of one resource, told to whoever subscribed.
 *
 * ```
 * listing ──completed──▶ opening ──opened──▶ watching ──ended──▶ opening (same resourceVersion)
 *    │ refused              │ expired ▶ listing ◀───┤ expired, once; again: backingOff
 *    ▼                      ▼ refused               ▼ refused; mute for too long ▶ opening
 * unavailable (404)       backingOff ──retry.due──▶ opening, or listing when there is no version to go on from
 * ```
 * Whoever is about to take something away may ask a reflector whether it has missed anything: it then reads a list beside its watch.
 * A version never goes back (S4): a list from the past is refused. Only an edge may begin anew, and only after asking many times.
 * The objects themselves stay in the actor's cache; the chart knows versions and subscribers only. @module
 */
import { Set as ImmutableSet } from "immutable";
import { listing } from "./list.ts";
import { backingOff, unavailable } from "./pause.ts";
import { reflectorSetup } from "./setup.ts";
import { sourceOf } from "./source.ts";
import { opening, watching } from "./watch.ts";

/** How long a reflector without subscribers keeps its watch: a restart of its only subscriber costs no list. */
const lingerMs = 10_000;

export const reflectorMachine = reflectorSetup.createMachine({
  id: "reflector",
  context: ({ input }) => ({
    ...input,
    subscribers: {},
    resourceVersion: null,
    newest: null,
    regressions: 0,
    heard: false,
    expiries: 0,
    attempts: 0,
    relists: 0,
    retryAfterMs: 0,
    trouble: null,
    asking: ImmutableSet<string>(),
    lookingFor: ImmutableSet<string>(),
  }),
  entry: { type: "declareSource", params: sourceOf },
  initial: "listing",
  on: {
    "subscriber.joined": {
      actions: [
        "rememberSubscriber",
        {
          type: "admit",
          params: ({ context, event }) => ({
            view: context.view,
            subscriber: event.subscriber,
            as: event.as,
          }),
        },
        { type: "stopTimer", params: { name: "linger" } },
      ],
    },
    "subscriber.left": [
      {
        guard: "isLastSubscriber",
        actions: [
          "forgetSubscriber",
          { type: "dismiss", params: ({ event }) => ({ subscriber: event.subscriber }) },
          {
            type: "startTimer",
            params: { name: "linger", delayMs: lingerMs, event: { type: "linger.due" } },
          },
        ],
      },
      {
        actions: [
          "forgetSubscriber",
          { type: "dismiss", params: ({ event }) => ({ subscriber: event.subscriber }) },
        ],
      },
    ],
    "confirm.requested": { actions: "rememberAsker" },
    "look.completed": {},
    "look.refused": {},
    "look.due": {},
    "freshness.due": {},
    "linger.due": {
      target: ".forgotten",
      actions: [{ type: "closeWatch", params: {} }, { type: "removeSource", params: sourceOf }],
    },
  },
  states: { listing, opening, watching, backingOff, unavailable, forgotten: { type: "final" } },
});
