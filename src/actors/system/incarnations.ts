/** The life of one incarnation of an actor, and what ends with it. @module */
import type { Log } from "../../ports/log.ts";
import type { Cell } from "./cell.ts";
import type { Deadlines } from "./deadlines.ts";
import { errorText } from "./error_text.ts";
import type { Gates } from "./gates.ts";
import type { IncarnationEnd } from "./kind.ts";
import type { Registry } from "./registry.ts";
import type { Shards } from "./shards.ts";
import type { Timers } from "./timers.ts";

export interface IncarnationParts {
  readonly shards: Shards;
  readonly timers: Timers;
  readonly registry: Registry;
  readonly gates: Gates;
  readonly deadlines: Deadlines;
  readonly log: Log;
}

export class Incarnations {
  readonly #parts: IncarnationParts;
  #newest = 0;

  constructor(parts: IncarnationParts) {
    this.#parts = parts;
  }

  /** Starts the actor of a cell; a throw of the machine shows as the status of the actor's snapshot. */
  begin(cell: Cell): void {
    cell.incarnation = ++this.#newest;
    cell.condition = "live";
    cell.starts++;
    const input = cell.kind.kind.input(cell.address, cell.birth);
    cell.actor = this.#parts.shards.start(cell.address, cell.kind.machine, input);
  }

  /** Ends a failed incarnation: its cards stay up, its sources are no longer complete, all else is gone. */
  interrupt(cell: Cell, why: string): void {
    this.#stop(cell, "failed");
    this.#parts.registry.interrupt(cell.address);
    this.#parts.gates.interrupt(cell.address, why);
  }

  /** Ends an actor for good. */
  end(cell: Cell, why: IncarnationEnd, cause: number | null): void {
    this.#stop(cell, why);
    this.#parts.registry.end(cell.address, cause);
    this.#parts.gates.end(cell.address);
    cell.condition = "gone";
  }

  #stop(cell: Cell, why: IncarnationEnd): void {
    const wasLive = cell.incarnation !== 0;
    cell.incarnation = 0;
    cell.actor = null;
    cell.value = "";
    cell.backOffTimer?.cancel();
    cell.backOffTimer = null;
    this.#parts.deadlines.arm(cell, null);
    this.#parts.timers.end(cell.address);
    this.#parts.shards.stop(cell.address);
    if (wasLive) this.#release(cell, why);
  }

  /** Lets the kind close what the incarnation opened; a throw of it must not hurt the others. */
  #release({ address, kind: { kind } }: Cell, why: IncarnationEnd): void {
    try {
      kind.ended?.(address, why);
    } catch (error) {
      this.#parts.log.error(
        { actor: address, error: errorText(error) },
        "Releasing what an actor had open failed",
      );
    }
  }
}
