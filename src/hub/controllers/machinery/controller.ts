/** What every controller inside the server is given, and what it gives back. @module */
import type { Clock } from "../../../ports/clock.ts";
import type { Log } from "../../../ports/log.ts";
import type { Randomness } from "../../../ports/randomness.ts";
import type { Hub } from "../../hub.ts";

/** A controller works from the moment it is made. */
export interface Controller {
  /** Idempotent; nothing is written afterwards. */
  stop(): void;
}

export interface ControllerPorts {
  readonly hub: Pick<Hub, "objects" | "catalog" | "resolveCluster" | "logicalClusters">;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
}

/** Stops all of them. */
export function together(parts: readonly { stop(): void }[]): Controller {
  return {
    stop: () => {
      for (const part of parts) part.stop();
    },
  };
}
