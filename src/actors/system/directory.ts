/** The society as the windows may see it. @module */
import { by } from "../../kube/order.ts";
import type { ActorDirectory, ActorSummary, ActorView } from "../../ports/actor_directory.ts";
import { type Cell, lastLetters } from "./cell.ts";
import type { DeadLetters } from "./dead_letters.ts";
import { errorText } from "./error_text.ts";
import type { Gates } from "./gates.ts";
import type { Shards } from "./shards.ts";

export interface DirectoryParts {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly kinds: readonly string[];
  readonly shards: Shards;
  readonly gates: Gates;
  readonly deadLetters: DeadLetters;
}

export function createDirectory(
  { cells, kinds, shards, gates, deadLetters }: DirectoryParts,
): ActorDirectory {
  return {
    list: ({ kind, state }) => {
      const found: ActorSummary[] = [];
      for (const cell of cells.values()) {
        if (kind !== undefined && cell.kind.kind.name !== kind) continue;
        if (state !== undefined && cell.state !== state) continue;
        found.push(summaryOf(cell));
      }
      return found.sort(by((actor) => actor.address));
    },
    find: (address) => {
      const cell = cells.get(address);
      return cell === undefined ? undefined : viewOf(cell, shards.ownerOf(address));
    },
    kinds: () => kinds,
    deadLetters: () => ({ total: deadLetters.total, newest: deadLetters.newest() }),
    sources: () => gates.sources(),
  };
}

export function summaryOf(cell: Cell): ActorSummary {
  const { address, kind, state, since, deadline, overdue } = cell;
  return { address, kind: kind.kind.name, state, since, ...waitOf(cell), deadline, overdue };
}

function viewOf(cell: Cell, parent: string): ActorView {
  return {
    ...summaryOf(cell),
    parent,
    context: shownContext(cell),
    lettersWaiting: cell.mailbox.length,
    lettersHandled: cell.handled,
    restarts: cell.restarts,
    lastError: cell.lastError,
    lastLetters: lastLetters(cell).map(({ id, type, at, cause, from }) => ({ id, type, at, cause, from })),
  };
}

/** What the kind allows to be seen; a view that throws hurts nothing but itself. */
function shownContext(cell: Cell): unknown {
  const context = contextOf(cell);
  if (context === undefined) return null;
  try {
    return cell.kind.kind.view(context);
  } catch (error) {
    return { unavailable: errorText(error) };
  }
}

/** Why the actor is where it is: the chart's words and its present trouble, or the supervisor's words. */
function waitOf(cell: Cell): { readonly reason: string; readonly waitsFor: string | null } {
  switch (cell.condition) {
    case "backingOff":
      return { reason: `It failed: ${cell.lastError}`, waitsFor: "the next restart" };
    case "parked":
      return { reason: `It failed too often: ${cell.lastError}`, waitsFor: "a changed object" };
    case "starting":
      return { reason: "It is about to start", waitsFor: "its turn" };
    default:
      return { reason: reasonOf(cell), waitsFor: cell.meta?.waitsFor ?? null };
  }
}

function reasonOf(cell: Cell): string {
  const reason = cell.meta?.reason ?? "";
  const trouble = (contextOf(cell) as { readonly trouble?: unknown } | undefined)?.trouble;
  if (typeof trouble !== "string" || trouble === "") return reason;
  return reason === "" ? trouble : `${reason}: ${trouble}`;
}

function contextOf(cell: Cell): unknown {
  return cell.actor?.getSnapshot().context;
}
