/** Those who asked to be told when no letter waits anywhere. @module */
import type { IdleRank } from "../../machines/letters.ts";
import type { Cell } from "./cell.ts";
import type { LetterEvent } from "./kind.ts";
import type { Send } from "./letter.ts";

interface Ask {
  readonly address: string;
  readonly incarnation: number;
  readonly event: LetterEvent;
  readonly cause: number;
}

const ranks: readonly IdleRank[] = ["placement", "mailbox", "edge"];

export class IdleAsks {
  readonly #send: Send;
  #asks: Record<IdleRank, Map<string, Ask>> = { placement: new Map(), mailbox: new Map(), edge: new Map() };

  constructor(send: Send) {
    this.#send = send;
  }

  /** Remembers an actor's wish; the same event asked for twice is told once. */
  ask(cell: Cell, event: LetterEvent, rank: IdleRank, cause: number): void {
    const { address, incarnation } = cell;
    this.#asks[rank].set(`${incarnation} ${event.type}`, { address, incarnation, event, cause });
  }

  /** Tells those of the first rank that has asked, in the order they first asked; an ended incarnation is passed over. */
  answer(): void {
    const rank = ranks.find((each) => this.#asks[each].size > 0);
    if (rank === undefined) return;
    const asks = this.#asks[rank];
    this.#asks[rank] = new Map();
    for (const { address, incarnation, event, cause } of asks.values()) {
      this.#send(address, event, "idle", cause, incarnation);
    }
  }
}
