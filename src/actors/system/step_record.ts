/** What one step leaves in the journal: no bodies, no secrets, always the same key order. @module */
import type { Journal, JournalRecord } from "../../ports/journal.ts";
import type { Cell } from "./cell.ts";
import { isBuiltin } from "./effects.ts";
import type { Outbox } from "./outbox.ts";

/** The step that is written down. A start is a step of its own, with `type` "actor.started". */
export interface Step {
  /** Number of the step in its system, from 1. */
  readonly n: number;
  /** Id of the letter; what later letters give as their cause. */
  readonly id: number;
  readonly at: number;
  readonly type: string;
  readonly from: string;
  readonly cause: number | null;
  readonly failure: string | null;
}

/** Appends the record of a step: the state after it and the effects it named. */
export function appendStep(journal: Journal, cell: Cell, step: Step, outbox: Outbox): void {
  const { n, id, at, type, from, cause, failure } = step;
  const effects: JournalRecord[] = [];
  if (failure === null) {
    for (let i = 0; i < outbox.length; i++) effects.push(effectRecord(outbox.typeAt(i), outbox.paramsAt(i)));
  }
  const record = { n, t: at, id, to: cell.address, type, from, cause, state: cell.state, effects };
  journal.append(failure === null ? record : { ...record, failure });
}

/** The system's own effects shortened to addresses and names; a kind's effects with their params. */
function effectRecord(type: string, params: unknown): JournalRecord {
  if (!isBuiltin(type)) return { type, params };
  const { to, event, letters, topic, key, name, delayMs, gate, source } = params as Readonly<
    Record<string, unknown>
  >;
  if (type === "tell") return { type, to, event: typeOf(event) };
  if (type === "tellAll") {
    const each = letters as readonly { readonly to: string; readonly event: unknown }[];
    return { type, letters: each.map((letter) => ({ to: letter.to, event: typeOf(letter.event) })) };
  }
  const fields = Object.entries({ topic, key, name, delayMs, gate, source, event: typeOf(event) });
  return Object.fromEntries([["type", type], ...fields.filter(([, value]) => value !== undefined)]);
}

function typeOf(event: unknown): string | undefined {
  return (event as { readonly type: string } | undefined)?.type;
}
