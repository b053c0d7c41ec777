/** What a client was told, and whether a server still knows it. @module */

/** An object as the client knows it: `value` counts its writes; null when it is deleted. */
interface Entry {
  readonly value: number | null;
  /** A write was sent and not answered: it may have happened. */
  readonly inFlight: "none" | "write" | "delete";
}

export interface Found {
  readonly name: string;
  readonly value: number;
  readonly resourceVersion: number;
}

/** One per directory, over all rounds. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();
  #highest = 0;
  #acknowledged = 0;

  /** Writes that were answered with success. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** The value before, or null when there is no such object. */
  valueOf(name: string): number | null {
    return this.#entries.get(name)?.value ?? null;
  }

  sent(name: string, what: "write" | "delete"): void {
    this.#entries.set(name, { value: this.valueOf(name), inFlight: what });
  }

  /** The write was answered; `resourceVersion` is what the answer said, if it said one. */
  answered(name: string, value: number | null, resourceVersion: number | null): void {
    this.#acknowledged++;
    this.#entries.set(name, { value, inFlight: "none" });
    if (resourceVersion !== null) this.#highest = Math.max(this.#highest, resourceVersion);
  }

  /** Compares with the state after a restart, and takes it over. Gives what is wrong, in sentences. */
  settle(found: readonly Found[], listVersion: number): readonly string[] {
    const byName = new Map(found.map((one) => [one.name, one]));
    const problems = listVersion >= this.#highest
      ? []
      : [`resourceVersion went back: ${this.#highest} was given out, the list says ${listVersion}`];
    for (const [name, entry] of this.#entries) {
      const problem = problemOf(entry, byName.get(name)?.value ?? null);
      if (problem !== null) problems.push(`${name}: ${problem}`);
      this.#entries.set(name, { value: byName.get(name)?.value ?? null, inFlight: "none" });
    }
    this.#highest = Math.max(this.#highest, listVersion);
    return problems;
  }
}

function problemOf({ value, inFlight }: Entry, found: number | null): string | null {
  const possible: (number | null)[] = [value];
  if (inFlight === "write") possible.push((value ?? 0) + 1);
  if (inFlight === "delete") possible.push(null);
  return possible.includes(found) ? null : `acknowledged ${value}, in flight ${inFlight}, found ${found}`;
}
