/** Whether the runtime has seen everything it must see before what it shows can be believed. @module */
import type { ActorDirectory, SourceView } from "../ports/actor_directory.ts";
import { ProblemError } from "./problem.ts";

export interface Readiness {
  readonly ready: true;
  readonly sources: number;
}

/**
 * Ready when there are sources and all are synced: with none, nothing has been looked at yet.
 *
 * @throws {ProblemError} 503 with the sources that are not synced as `unsynced`.
 */
export function readReadiness(directory: ActorDirectory): Readiness {
  const sources = directory.sources();
  const unsynced = sources.filter((source) => !source.synced);
  if (sources.length > 0 && unsynced.length === 0) return { ready: true, sources: sources.length };
  throw new ProblemError({
    status: 503,
    slug: "not-ready",
    detail: explain(sources.length, unsynced),
    headers: { "retry-after": "1" },
    extensions: { ready: false, sources: sources.length, unsynced },
  });
}

function explain(total: number, unsynced: readonly SourceView[]): string {
  if (total === 0) return "Not one source of facts has been started yet.";
  const named = unsynced.slice(0, 5).map((source) => source.address).join(", ");
  const rest = unsynced.length > 5 ? ` and ${unsynced.length - 5} more` : "";
  return `${unsynced.length} of ${total} sources have not synced: ${named}${rest}.`;
}
