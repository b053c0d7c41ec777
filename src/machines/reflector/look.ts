/** Looks beside the watch: whoever is about to take something away asks first whether the watch has missed anything. @module */
import { reflectorAddress } from "../addresses.ts";
import type { ReflectorContext, ReflectorEvent } from "./context.ts";

type At = { context: ReflectorContext };

/** How soon a look that was refused is tried again. */
const lookAgainMs = 1_000;

/** Reads a list beside the watch for those who have asked, if any have. */
const look = {
  type: "look" as const,
  params: ({ context }: At) => ({ views: context.lookingFor.isEmpty() ? [] : [context.view] }),
};

/** One look answers all who have asked so far; who asks while it is under way waits for the next. */
export const lookForAskers = ["beginLook" as const, look];

/** Answers those for whom the look was. */
export const tellConfirmed = {
  type: "tellAll" as const,
  params: ({ context }: At) => ({
    letters: [...context.lookingFor].map((to) => {
      const event = { type: "view.confirmed", source: reflectorAddress(context.view) };
      return { to, event };
    }),
  }),
};

/** Tries a refused look again, not before the server wants it. */
export const lookTimer = {
  type: "startTimer" as const,
  params: ({ event }: { event: ReflectorEvent }) => {
    const delayMs = Math.max(lookAgainMs, event.type === "look.refused" ? event.retryAfterMs : 0);
    return { name: "look", delayMs, jitterMs: lookAgainMs, event: { type: "look.due" } };
  },
};
