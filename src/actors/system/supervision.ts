/**
 * Supervision, in OTP's words: one_for_one, permanent / transient / temporary, back-off, and an intensity of restarts
 * within a period after which the actor is parked until its object changes. @module
 */
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Cell } from "./cell.ts";
import type { Counters } from "./counters.ts";
import type { Deadlines } from "./deadlines.ts";
import { errorText } from "./error_text.ts";
import type { Incarnations } from "./incarnations.ts";
import type { Letter } from "./letter.ts";
import type { PostOffice } from "./post_office.ts";
import { isSameVersion, isVersioned, versionOf } from "./version.ts";

export interface Intensity {
  readonly restarts: number;
  readonly periodMs: number;
}

export interface SupervisionParts {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly intensity: Intensity;
  readonly counters: Counters;
  readonly post: PostOffice;
  readonly incarnations: Incarnations;
  readonly deadlines: Deadlines;
  /** Called when an actor looks different without having taken a step. */
  readonly changed: (cell: Cell) => void;
}

const backOffMinMs = 250;
const backOffMaxMs = 30_000;

export class Supervision {
  readonly #parts: SupervisionParts;

  constructor(parts: SupervisionParts) {
    this.#parts = parts;
  }

  /** An actor threw: while it handled `letter`, or while it started. */
  failed(cell: Cell, letter: Letter | null, error: unknown): void {
    const { counters, log, incarnations } = this.#parts;
    cell.failures++;
    counters.failures++;
    cell.lastError = errorText(error);
    log.warn(
      { actor: cell.address, error: cell.lastError, letter: letter?.id, type: letter?.type },
      "An actor failed",
    );
    incarnations.interrupt(cell, `its actor failed: ${cell.lastError}`);
    if (letter !== null) cell.startCause = letter.id;
    this.#keepLetters(cell, letter);
    if (cell.kind.kind.restart === "temporary") this.#reap(cell, letter?.id ?? null);
    else this.#restartOrPark(cell);
  }

  /** An actor reached a final state: it is gone, and letters still waiting look for a successor. */
  completed(cell: Cell, letterId: number): void {
    this.#parts.counters.completed++;
    if (cell.kind.kind.restart !== "permanent") return this.#reap(cell, letterId);
    this.#parts.incarnations.end(cell, "completed", letterId);
    cell.startCause = letterId;
    this.#restartOrPark(cell);
  }

  /** Too many letters wait: the actor is restarted afresh from the newest one that can bring it to life. */
  overflowed(cell: Cell): void {
    if (cell.condition !== "live" && cell.condition !== "starting") return;
    for (const letter of this.#parts.post.empty(cell)) {
      if (letter.event !== null && cell.kind.spawnedBy.has(letter.type)) cell.birth = letter.event;
      this.#parts.post.bury(letter, "overflow");
    }
    this.failed(cell, null, new RangeError("Cannot keep more letters: the mailbox overflowed"));
  }

  /** A letter came for an actor that is down: a changed object is a reason to try again. */
  arrived(cell: Cell, letter: Letter): void {
    const { kind, condition } = cell;
    if (letter.event === null) return;
    if (kind.spawnedBy.has(letter.type) && this.#isNews(cell, letter)) {
      cell.birth = letter.event;
      this.#revive(cell, letter);
    } else if (condition === "parked" && kind.endedBy.has(letter.type)) this.#revive(cell, letter);
    else if (condition === "parked" && this.#isLaterNews(cell, letter)) this.#reviveLater(cell, letter);
  }

  /** Whether it speaks of an object, and was not among the letters that waited already when the actor was parked. */
  #isLaterNews(cell: Cell, { at, event }: Letter): boolean {
    const isLater = at >= cell.since || this.#isClockBack(cell);
    return event !== null && isLater && isVersioned(versionOf(event));
  }

  /** The clock was put back since the actor became what it is: for how long it has been so nobody knows, so it counts as long (F21). */
  #isClockBack({ since }: Cell): boolean {
    return this.#parts.clock.now() < since;
  }

  /**
   * What it failed at may have been another object than its own, such as one that it writes. News of any object is a reason to try
   * again, but others may have news all the time, so only as often as the intensity allows.
   */
  #reviveLater(cell: Cell, letter: Letter): void {
    const { clock, intensity } = this.#parts;
    cell.backOffTimer ??= clock.after(intensity.periodMs / intensity.restarts, () => {
      cell.backOffTimer = null;
      this.#revive(cell, letter);
    });
  }

  /** A letter without a version is news only after a whole period, so that it cannot exceed the intensity. */
  #isNews(cell: Cell, { event }: Letter): boolean {
    if (event === null) return false;
    const version = versionOf(event);
    if (isVersioned(version)) return !isSameVersion(version, cell.poison ?? versionOf(cell.birth));
    const { clock, intensity } = this.#parts;
    return cell.condition === "parked" &&
      (clock.now() - cell.since >= intensity.periodMs || this.#isClockBack(cell));
  }

  #revive(cell: Cell, letter: Letter): void {
    if (cell.condition === "parked") this.#parts.counters.parked--;
    cell.poison = null;
    cell.startCause = letter.id;
    cell.backOffTimer?.cancel();
    cell.backOffTimer = null;
    this.#startSoon(cell);
  }

  #startSoon(cell: Cell): void {
    cell.condition = "starting";
    this.#parts.deadlines.enter(cell, "starting");
    this.#parts.post.schedule(cell);
  }

  /** Drops what only the ended incarnation could take, and puts the letter it failed on back once. */
  #keepLetters(cell: Cell, failedOn: Letter | null): void {
    const { post, counters } = this.#parts;
    for (const letter of post.empty(cell)) {
      if (letter.incarnation !== 0) counters.lateReplies++;
      else {
        cell.mailbox.push(letter);
        counters.waiting++;
      }
    }
    if (failedOn === null || failedOn.event === null || failedOn.incarnation !== 0) return;
    if (failedOn.redelivered) {
      if (cell.kind.spawnedBy.has(failedOn.type)) cell.poison = versionOf(failedOn.event);
      return post.bury(failedOn, `poison: ${cell.lastError}`);
    }
    failedOn.redelivered = true;
    cell.mailbox.putBack(failedOn);
    counters.waiting++;
  }

  #restartOrPark(cell: Cell): void {
    const { clock, intensity } = this.#parts;
    const now = clock.now();
    cell.restartTimes = cell.restartTimes.filter((at) => at <= now && now - at < intensity.periodMs);
    if (cell.restartTimes.length >= intensity.restarts) this.#park(cell);
    else this.#backOff(cell, now);
  }

  /** Between half and all of 250 ms, doubled with each restart in the period, at most 30 s. */
  #backOff(cell: Cell, now: number): void {
    const { clock, randomness, deadlines, counters } = this.#parts;
    const longest = Math.min(backOffMaxMs, backOffMinMs * 2 ** cell.restartTimes.length);
    const delayMs = Math.ceil(longest * (0.5 + randomness.next() / 2));
    cell.condition = "backingOff";
    deadlines.enter(cell, "backingOff");
    cell.deadline = now + delayMs;
    this.#parts.changed(cell);
    cell.backOffTimer = clock.after(delayMs, () => {
      cell.backOffTimer = null;
      cell.restartTimes = [...cell.restartTimes, clock.now()];
      cell.restarts++;
      counters.restarts++;
      this.#startSoon(cell);
    });
  }

  #park(cell: Cell): void {
    const { log, deadlines, counters, post } = this.#parts;
    if (this.#isObjectGone(cell)) return this.#reap(cell, null);
    log.error({ actor: cell.address, error: cell.lastError }, "An actor is parked: it failed too often");
    cell.condition = "parked";
    cell.poison ??= versionOf(cell.birth);
    counters.parked++;
    deadlines.enter(cell, "parked");
    cell.overdue = true;
    for (const letter of post.empty(cell)) post.deliver(letter);
    this.#parts.changed(cell);
  }

  /** Whether a waiting letter says that there is nothing left to be an actor for. */
  #isObjectGone(cell: Cell): boolean {
    if (cell.kind.endedBy.size === 0) return false;
    const letters = this.#parts.post.empty(cell);
    const last = letters.findLastIndex(({ type }) => cell.kind.endedBy.has(type));
    for (const letter of letters.slice(last + 1)) {
      cell.mailbox.push(letter);
      this.#parts.counters.waiting++;
    }
    for (const letter of letters.slice(0, last + 1)) this.#parts.post.bury(letter, "its actor was parked");
    return last >= 0;
  }

  /** Takes the actor out of the address table; what waited is delivered again, and may bring a successor to life. */
  #reap(cell: Cell, cause: number | null): void {
    const { post, incarnations } = this.#parts;
    incarnations.end(cell, "completed", cause);
    post.cells.delete(cell.address);
    this.#parts.changed(cell);
    for (const letter of post.empty(cell)) post.deliver(letter);
  }
}
