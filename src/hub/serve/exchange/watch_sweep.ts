/** Ends the watches of those who may not watch any more: a token ends, an account is deleted, a right is taken away. @module */
import type { KubeError } from "../../../ports/kube_error.ts";
import type { WatchHandle } from "../../../ports/cluster_api.ts";
import type { ServerContext } from "./exchange.ts";

/** A watch that is being answered. */
export interface OpenWatch extends WatchHandle {
  readonly user: string;
  /** Whose portion it counts for; null for those without limits. */
  readonly flow: string | null;
  /** Why its caller would not be given it now; null while it would. */
  refusal(): KubeError | null;
  /** Ends it, with the refusal as its last event. */
  refuse(error: KubeError): void;
}

/** How often the callers of open watches are asked again who they are; a minute is what is promised. */
export const sweepMs = 15_000;

/** Looks at every open watch from time to time, until it is stopped. */
export function sweepWatches({ clock, watches, log }: ServerContext): { stop(): void } {
  let timer = clock.after(sweepMs, sweep);
  function sweep(): void {
    for (const watch of [...watches]) {
      const refusal = watch.refusal();
      if (refusal === null) continue;
      log.info({ user: watch.user, code: refusal.status }, "watch ended: its caller may not watch any more");
      watch.refuse(refusal);
    }
    timer = clock.after(sweepMs, sweep);
  }
  return { stop: () => timer.cancel() };
}
