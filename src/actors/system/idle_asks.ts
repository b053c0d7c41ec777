/** Those who asked to be told when no letter waits anywhere. @module */
import type { Cell } from "./cell.ts";
import type { LetterEvent } from "./kind.ts";
import type { Send } from "./letter.ts";

interface Ask {
  readonly address: string;
  readonly incarnation: number;
  readonly event: LetterEvent;
  readonly cause: number;
}

export class IdleAsks {
  readonly #send: Send;
  #asks = new Map<string, Ask>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Remembers an actor's wish; the same event asked for twice is told once. */
  ask(cell: Cell, event: LetterEvent, cause: number): void {
    const { address, incarnation } = cell;
    this.#asks.set(`${incarnation} ${event.type}`, { address, incarnation, event, cause });
  }

  /** Tells all who asked, in the order they first asked; an ended incarnation is passed over. */
  answer(): void {
    if (this.#asks.size === 0) return;
    const asks = this.#asks;
    this.#asks = new Map();
    for (const { address, incarnation, event, cause } of asks.values()) {
      this.#send(address, event, "idle", cause, incarnation);
    }
  }
}
