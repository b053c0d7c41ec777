/** What the command asks of a worker, and what a worker answers. @module */
import type { CrashMoment, CrashPoint } from "../../../src/simulation/stories/effect_watch.ts";

/** One play of the story in `file`; without a point it is the calm one. */
export interface CrashTask {
  readonly file: string;
  readonly point: CrashPoint | null;
}

export interface CrashReply {
  /** Of this play's calm run. */
  readonly effects: number;
  /** Of the calm run, when that was asked for; else none. */
  readonly moments: readonly CrashMoment[];
  /** What ended otherwise, a line for each object. */
  readonly differences: readonly string[];
  /** Why the play could not be judged, or null. */
  readonly trouble: string | null;
}
