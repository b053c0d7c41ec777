/** Delivery: finds or makes the addressee, and puts the letter into its mailbox; never runs an actor. @module */
import type { Clock } from "../../ports/clock.ts";
import type { BoundKind } from "./bound_kind.ts";
import { type Cell, newCell } from "./cell.ts";
import type { Counters } from "./counters.ts";
import type { DeadLetters } from "./dead_letters.ts";
import type { Letter, Send } from "./letter.ts";
import type { RunQueue } from "./run_queue.ts";
import { isSameVersion, versionOf } from "./version.ts";

/** What delivery meets that is not its business. */
export interface DeliveryHooks {
  /** A letter arrived for an actor that is parked or backing off; it is in the mailbox already. */
  arrived(cell: Cell, letter: Letter): void;
  /** The mailbox is full; the letter is a dead letter already. */
  overflowed(cell: Cell): void;
  /** The run queue is no longer empty. */
  woken(): void;
}

export interface PostOfficeParts {
  readonly kinds: ReadonlyMap<string, BoundKind>;
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly deadLetters: DeadLetters;
  readonly counters: Counters;
  readonly mailboxLetters: number;
  readonly hooks: DeliveryHooks;
}

export class PostOffice {
  /** The address table. */
  readonly cells = new Map<string, Cell>();
  /** Set when the system stops: from then on every letter is a dead letter. */
  closed = false;
  #letterId = 0;
  readonly #parts: PostOfficeParts;

  constructor(parts: PostOfficeParts) {
    this.#parts = parts;
  }

  readonly send: Send = (to, event, from, cause, incarnation) => {
    const id = ++this.#letterId;
    const at = this.#parts.clock.now();
    const { type } = event;
    this.deliver({ id, to, from, type, event, cause, at, incarnation, redelivered: false, next: null });
  };

  /** Puts a letter into the mailbox of its address, or says why it is a dead letter. */
  deliver(letter: Letter): void {
    const cell = this.cells.get(letter.to) ?? this.#spawn(letter);
    if (cell === null || this.#refuse(cell, letter)) return;
    const isCoalesced = coalesce(cell, letter);
    if (isCoalesced) this.#parts.counters.coalesced++;
    else if (this.#overflows(cell, letter)) return;
    else {
      cell.mailbox.push(letter);
      this.#parts.counters.waiting++;
    }
    if (cell.condition === "live" || cell.condition === "starting") this.schedule(cell);
    else this.#parts.hooks.arrived(cell, letter);
  }

  /** Gives an actor a turn. */
  schedule(cell: Cell): void {
    const { queue, hooks } = this.#parts;
    const wasEmpty = queue.empty;
    queue.push(cell);
    if (wasEmpty) hooks.woken();
  }

  /** Counts and keeps a letter that nobody takes. */
  bury({ to, type, from }: Letter, why: string): void {
    this.#parts.deadLetters.add({ to, type, from, at: this.#parts.clock.now(), why });
  }

  /** Takes all letters out of a mailbox. */
  empty(cell: Cell): Letter[] {
    const letters = cell.mailbox.takeAll();
    this.#parts.counters.waiting -= letters.length;
    return letters;
  }

  #spawn(letter: Letter): Cell | null {
    const slash = letter.to.indexOf("/");
    const kind = this.#parts.kinds.get(slash < 0 ? letter.to : letter.to.slice(0, slash));
    const why = this.closed
      ? "the system has stopped"
      : kind === undefined
      ? "unknown kind"
      : !kind.spawnedBy.has(letter.type)
      ? "unknown address"
      : null;
    if (letter.incarnation !== 0) this.#parts.counters.lateReplies++;
    else if (why !== null) this.bury(letter, why);
    if (letter.incarnation !== 0 || why !== null || kind === undefined) return null;
    const cell = newCell(kind, letter);
    this.cells.set(letter.to, cell);
    this.#parts.counters.spawned++;
    return cell;
  }

  /** Whether the cell cannot take such a letter; if so, it has been counted. */
  #refuse({ kind, poison, incarnation }: Cell, letter: Letter): boolean {
    const spawns = kind.spawnedBy.has(letter.type);
    if (letter.incarnation !== 0 && letter.incarnation !== incarnation) this.#parts.counters.lateReplies++;
    else if (!spawns && !kind.declares(letter.type)) this.bury(letter, "unknown event");
    else if (spawns && poison !== null && isSameVersion(versionOf(letter.event ?? letter), poison)) {
      this.bury(letter, "poison: the object has not changed since it made its actor fail");
    } else return false;
    return true;
  }

  #overflows(cell: Cell, letter: Letter): boolean {
    if (cell.mailbox.length < this.#parts.mailboxLetters) return false;
    this.#parts.counters.overflows++;
    this.bury(letter, "overflow");
    this.#parts.hooks.overflowed(cell);
    return true;
  }
}

/** Puts a letter in the place of the last waiting one, if the kind says that it makes that one superfluous. */
function coalesce({ kind, mailbox }: Cell, letter: Letter): boolean {
  const keyOf = kind.levels.get(letter.type);
  const { last } = mailbox;
  if (keyOf === undefined || last === null || last.type !== letter.type) return false;
  if (last.incarnation !== letter.incarnation) return false;
  if (keyOf(last.event as never) !== keyOf(letter.event as never)) return false;
  last.id = letter.id;
  last.event = letter.event;
  last.from = letter.from;
  last.cause = letter.cause;
  last.at = letter.at;
  last.redelivered = false;
  return true;
}
