/** The address table's entry for one actor: everything about it that outlives an incarnation. @module */
import type { AnyActorRef, AnyMachineSnapshot, StateValue } from "xstate";
import type { StateMeta } from "../../machines/letters.ts";
import type { Timer } from "../../ports/clock.ts";
import type { BoundKind } from "./bound_kind.ts";
import type { LetterEvent } from "./kind.ts";
import type { Letter } from "./letter.ts";
import { Mailbox } from "./mailbox.ts";

/** An actor as the system starts it: a machine with some snapshot. */
export interface MachineActor extends AnyActorRef {
  getSnapshot(): AnyMachineSnapshot;
}

/**
 * - `starting`: will be started at its turn;
 * - `live`: takes letters;
 * - `backingOff`: failed, will be started again at `deadline`;
 * - `parked`: failed too often, waits for a changed object;
 * - `gone`: no longer in the table.
 */
export type Condition = "starting" | "live" | "backingOff" | "parked" | "gone";

/** Which state of which object a letter speaks of; both undefined when it speaks of none. */
export interface Version {
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

export interface Cell {
  readonly address: string;
  readonly kind: BoundKind;
  readonly mailbox: Mailbox;
  condition: Condition;
  actor: MachineActor | null;
  /** Unique number of the live actor, 0 between two. */
  incarnation: number;
  /** Incarnations begun so far. */
  starts: number;
  /** What a restart begins with: the newest letter of `spawnedBy` that was handled without a failure. */
  birth: LetterEvent;
  birthFrom: string;
  /** Id of the letter that led to the next start. */
  startCause: number;
  /** Place in the run queue. */
  queued: boolean;
  next: Cell | null;

  value: StateValue;
  state: string;
  meta: StateMeta | null;
  /** Milliseconds since the epoch. */
  since: number;
  deadline: number | null;
  /** The patient state it is in, or has left for passing states only, and since when. */
  patience: { readonly state: string; readonly since: number } | null;
  overdue: boolean;
  deadlineTimer: Timer | null;

  handled: number;
  failures: number;
  restarts: number;
  /** When it was restarted, within the intensity's period; milliseconds since the epoch. */
  restartTimes: readonly number[];
  backOffTimer: Timer | null;
  lastError: string | null;
  /** The version it could not handle; letters of `spawnedBy` with the same one are not delivered again. */
  poison: Version | null;
  /** A ring; the newest is at `handled - 1` modulo its size. */
  readonly lastLetters: Letter[];
}

/** The entry for an actor that `letter` brings to life. */
export function newCell(kind: BoundKind, letter: Letter): Cell {
  return {
    address: letter.to,
    kind,
    mailbox: new Mailbox(),
    condition: "starting",
    actor: null,
    incarnation: 0,
    starts: 0,
    birth: letter.event ?? { type: letter.type },
    birthFrom: letter.from,
    startCause: letter.id,
    queued: false,
    next: null,
    value: "",
    state: "starting",
    meta: null,
    since: letter.at,
    deadline: null,
    patience: null,
    overdue: false,
    deadlineTimer: null,
    handled: 0,
    failures: 0,
    restarts: 0,
    restartTimes: none,
    backOffTimer: null,
    lastError: null,
    poison: null,
    lastLetters: [],
  };
}

const none: readonly number[] = [];
const remembered = 20;

/** Counts a handled letter and keeps it, without its event, among the last twenty. */
export function remember(cell: Cell, letter: Letter): void {
  letter.event = null;
  cell.lastLetters[cell.handled++ % remembered] = letter;
}

/** The last letters, newest last. */
export function lastLetters(cell: Cell): Letter[] {
  const ring = cell.lastLetters;
  if (cell.handled <= remembered) return ring.slice();
  const oldest = cell.handled % remembered;
  return [...ring.slice(oldest), ...ring.slice(0, oldest)];
}
