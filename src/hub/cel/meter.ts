/**
 * What an evaluation may cost. Expressions are written by tenants and run in the server's only thread, so every loop
 * pays for its iterations before it begins, and every function for the size of what it is given. @module
 */
import { CelObject } from "./schema_types.ts";

/** Steps for all rules of one object: 0.1 s for what rules do, at most 2 s for what is written to take long. */
export const costMax = 1_000_000;

/** Always the same error: it may be thrown a million times on the way out of nested loops. */
export const outOfBudget = new Error("operation cancelled: actual cost limit exceeded");

/** Characters that cost as much as one step (Kubernetes' StringTraversalCostFactor). */
const charactersPerStep = 10;

export class Meter {
  #left = 0;

  /** Begins a new object. */
  reset(): void {
    this.#left = costMax;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** @throws outOfBudget now, and at every later call, when more is spent than there is. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw outOfBudget;
  }

  /** A list or map about to be looped over, with so many steps for each item; the value itself. */
  open<T>(value: T, stepsPerItem: bigint): T {
    this.spend((sizeOf(value) + 1) * Number(stepsPerItem));
    return value;
  }

  /** A value about to be read as a whole; the value itself. */
  weigh<T>(value: T): T {
    this.#walk(value);
    return value;
  }

  #walk(value: unknown): void {
    if (typeof value === "string") return this.spend(1 + value.length / charactersPerStep);
    this.spend(1);
    if (value instanceof Uint8Array) return this.spend(value.length / charactersPerStep);
    if (value instanceof CelObject) return this.#walk(value.json);
    if (value instanceof Map) { for (const [key, child] of value) this.#walkEntry(key, child); }
    else if (Array.isArray(value)) { for (const item of value) this.#walk(item); }
    else if (isPlain(value)) {
      for (const [key, child] of Object.entries(value)) {
        this.#walkEntry(key, child);
      }
    }
  }

  #walkEntry(key: unknown, child: unknown): void {
    this.#walk(key);
    this.#walk(child);
  }
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return isPlain(value) ? Object.keys(value).length : 0;
}

/** A map literal, or JSON; not one of the library's own values. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
