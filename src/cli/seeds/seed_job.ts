/** What a thread that simulates seeds is asked and answers. @module */
import type { SeedResult } from "../../simulation/run/seed_result.ts";

/** `model`: the servers are models that remember every version; `hub`: they are the embedded hub and edges. */
export type SeedWorld = "model" | "hub";

export interface SeedJob {
  readonly seed: number;
  readonly on: SeedWorld;
}

/** A throw is a failure of the simulator itself. */
export type SeedAnswer =
  | { readonly ok: true; readonly result: SeedResult }
  | { readonly ok: false; readonly seed: number; readonly error: string };
