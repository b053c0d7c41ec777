/** Time that passes only when it is told to: for tests, replay and simulation. @module */
import type { Clock, Timer } from "../../ports/clock.ts";

/** 2026-01-01T00:00:00Z, in milliseconds since the epoch. */
export const virtualEpoch = 1_767_225_600_000;

interface Alarm {
  readonly at: number;
  /** Order of arming: the first come is the first served among equal deadlines. */
  readonly order: number;
  /** Null once it was cancelled; the heap forgets it when it comes to the top. */
  fire: (() => void) | null;
}

/** A clock that goes from deadline to deadline, on a binary heap: arming and firing cost log n. */
export class VirtualClock implements Clock {
  #heap: Alarm[] = [];
  #now: number;
  #armed = 0;
  /** Cancelled alarms that are still in the heap. */
  #cancelled = 0;

  constructor(now: number = virtualEpoch) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, fire: () => void): Timer {
    const alarm: Alarm = { at: this.#now + Math.max(0, delayMs), order: this.#armed++, fire };
    this.#push(alarm);
    return { cancel: () => this.#cancel(alarm) };
  }

  /** When the next timer fires, in milliseconds since the epoch; undefined when none is armed. */
  next(): number | undefined {
    while (this.#heap.length > 0 && this.#heap[0].fire === null) {
      this.#pop();
      this.#cancelled--;
    }
    return this.#heap[0]?.at;
  }

  /** Lets `ms` go by: fires what is due, each at its own time, and ends exactly `ms` later. */
  advance(ms: number): void {
    this.runUntil(this.#now + ms);
  }

  /**
   * Fires timers in order until `until` is reached, or as a predicate, until it holds. With a time the clock ends there;
   * with a predicate it stays at the last deadline. Answers false when the timers ran out before the predicate held.
   */
  runUntil(until: number | (() => boolean)): boolean {
    if (typeof until === "number") {
      while ((this.next() ?? Infinity) <= until) this.#fireNext();
      this.#now = Math.max(this.#now, until);
      return true;
    }
    while (!until()) if (!this.#fireNext()) return false;
    return true;
  }

  #fireNext(): boolean {
    const at = this.next();
    const alarm = at === undefined ? undefined : this.#pop();
    if (at === undefined || alarm === undefined) return false;
    this.#now = at;
    const { fire } = alarm;
    alarm.fire = null;
    fire?.();
    return true;
  }

  /** Cancelled alarms stay until they come to the top, but never as more than half of the heap. */
  #cancel(alarm: Alarm): void {
    if (alarm.fire === null) return;
    alarm.fire = null;
    if (++this.#cancelled < 64 || this.#cancelled * 2 < this.#heap.length) return;
    this.#heap = this.#heap.filter(({ fire }) => fire !== null).sort((a, b) => isBefore(a, b) ? -1 : 1);
    this.#cancelled = 0;
  }

  #push(alarm: Alarm): void {
    const heap = this.#heap;
    let i = heap.push(alarm) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(alarm, heap[parent])) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = alarm;
  }

  #pop(): Alarm | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return top;
  }

  /** Puts an alarm at the top and lets it sink to its place. */
  #sink(alarm: Alarm): void {
    const heap = this.#heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], alarm)) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = alarm;
  }
}

function isBefore(a: Alarm, b: Alarm): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
