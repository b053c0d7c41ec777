/** The state in which a machine lets a change sink in before it decides. @module */
import type { StateMeta } from "./letters.ts";

/** `meta` of a state that is left as soon as no letter waits: then all consequences of what changed are known. */
export const passing: StateMeta = {
  reason: "Something changed",
  waitsFor: "its consequences to be told",
  deadlineMs: 10_000,
  role: "passing",
};
