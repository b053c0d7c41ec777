/** How a reflector reads its list, and which list it does not believe. @module */
import type { ReflectorContext } from "./context.ts";
import { reflectorSetup } from "./setup.ts";

/** An edge that answers from the past this often in a row has been re-created. A hub is never believed: that would delete (F27). */
const regressionsMax = 4;

/** The version that a list must not be older than; null when any will do. */
function notBefore({ view, newest, regressions }: ReflectorContext): string | null {
  const isReborn = view.source.startsWith("edge:") && regressions >= regressionsMax;
  return isReborn ? null : newest;
}

const refusals = {
  "list.refused": [
    { guard: "isNotServed" as const, target: "unavailable" as const, actions: "rememberRefusal" as const },
    { target: "backingOff" as const, actions: "rememberRefusal" as const },
  ],
};

export const listing = reflectorSetup.createStateConfig({
  meta: { reason: "Reading a complete list", waitsFor: "the server's list", deadlineMs: 30_000 },
  entry: { type: "list", params: ({ context }) => ({ view: context.view, notBefore: notBefore(context) }) },
  on: { "list.completed": { target: "opening", actions: "rememberVersion" }, ...refusals },
});
