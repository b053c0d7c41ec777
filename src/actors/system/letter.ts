/** A letter on its way, and afterwards the memory of it. @module */
import type { LetterEvent } from "./kind.ts";

/**
 * One event for one address. The object is reused as its own log entry: once handled it loses its event, so that the
 * list of last letters holds no bodies.
 */
export interface Letter {
  id: number;
  readonly to: string;
  from: string;
  readonly type: string;
  event: LetterEvent | null;
  /** Id of the letter that led to this one; null for a fact from outside. */
  cause: number | null;
  /** Milliseconds since the epoch: sent, and after that handled. */
  at: number;
  /** The only incarnation of the actor that may take it; 0 means any. */
  readonly incarnation: number;
  /** True once it made its actor fail and was put back. */
  redelivered: boolean;
  /** The next letter of the mailbox. */
  next: Letter | null;
}

/** Sends a letter; `incarnation` 0 means whoever lives at the address. */
export type Send = (
  to: string,
  event: LetterEvent,
  from: string,
  cause: number | null,
  incarnation: number,
) => void;

/** Letters that overtake data: a gate's, and `stop`. Among themselves they keep their order. */
export function isControl(type: string): boolean {
  return type === "gate.opened" || type === "gate.closed" || type === "stop";
}
