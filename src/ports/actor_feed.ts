/** The society's news, for windows that want to be told instead of asking. @module */
import type { ActorSummary } from "./actor_directory.ts";

/** One actor came up or looks different (`changed`), or is no longer there (`gone`). */
export type ActorChange =
  | { readonly type: "changed"; readonly summary: ActorSummary }
  | { readonly type: "gone"; readonly address: string };

export interface ActorFeed {
  /**
   * Calls `listener` once per change, in the order the changes happened, from inside the step that made them: a
   * listener must be quick, must not throw and must not call back into the society.
   *
   * @returns what ends the subscription; idempotent. A change after it is not told.
   */
  subscribe(listener: (change: ActorChange) => void): () => void;
}
