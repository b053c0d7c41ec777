/**
 * Gates: proof that a view of the world is complete.
 *
 * A gate is a set of declared sources. It opens when it has at least one, all are synced and no letter waits; it
 * closes at once when a source becomes stale or an unsynced one is declared. What deletes waits for its gate. @module
 */
import { by } from "../../kube/order.ts";
import type { SourceParams } from "../../machines/letters.ts";
import type { SourceView } from "../../ports/actor_directory.ts";
import type { Cell } from "./cell.ts";
import { Gate } from "./gate.ts";
import type { Send } from "./letter.ts";

type Cause = number | null;

export class Gates {
  readonly #send: Send;
  readonly #gates = new Map<string, Gate>();
  /** Gates that open when no letter waits. */
  readonly #ready = new Set<Gate>();
  /** Which gates an actor has sources in, and which it seeks, by address. */
  readonly #owned = new Map<string, Set<Gate>>();
  readonly #sought = new Map<string, Set<Gate>>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Declares a source of the actor `owner`: unsynced, or as it is if it is known already. */
  declare(owner: string, { gate: name, source, detail }: SourceParams, cause: Cause): void {
    const gate = this.#gate(name);
    gate.declare(source, owner, detail);
    add(this.#owned, owner, gate);
    this.#review(gate, cause);
  }

  /** Marks a source as complete; one that was not declared is declared by it. */
  synced(owner: string, params: SourceParams, cause: Cause): void {
    this.#mark(owner, params, "synced", cause);
  }

  /** Marks a source as no longer complete, and closes its gate. */
  stale(owner: string, params: SourceParams, cause: Cause): void {
    this.#mark(owner, params, "stale", cause);
  }

  /** Forgets a source: its gate no longer depends on it. A gate without sources is closed. */
  remove(name: string, source: string, cause: Cause): void {
    const gate = this.#gate(name);
    gate.remove(source);
    this.#review(gate, cause);
  }

  /** Tells an actor the present state of a gate, and each change from now on. */
  seek(cell: Cell, name: string, cause: Cause): void {
    const gate = this.#gate(name);
    gate.seekers.set(cell.address, cell.incarnation);
    add(this.#sought, cell.address, gate);
    this.#tell(gate, cell.address, cell.incarnation, cause);
  }

  /** Opens what can be opened. To be called when no letter waits. */
  settle(): void {
    for (const gate of this.#ready) {
      gate.open = true;
      this.#tellAll(gate, null);
    }
    this.#ready.clear();
  }

  /** An incarnation failed: it hears of no gate any more, and what it watched is no longer complete. */
  interrupt(address: string, detail: string): void {
    this.#forgetSeeker(address);
    for (const gate of this.#owned.get(address) ?? []) {
      for (const [source, { owner }] of gate.sources) {
        if (owner === address) this.stale(address, { gate: gate.name, source, detail }, null);
      }
    }
  }

  /** An actor ended for good, and so did its sources. */
  end(address: string): void {
    this.#forgetSeeker(address);
    for (const gate of this.#owned.get(address) ?? []) {
      for (const [source, { owner }] of gate.sources) {
        if (owner === address) this.remove(gate.name, source, null);
      }
    }
    this.#owned.delete(address);
  }

  /** Every source, sorted by name. */
  sources(): readonly SourceView[] {
    const views: SourceView[] = [];
    for (const gate of this.#gates.values()) {
      for (const [address, { synced, detail }] of gate.sources) views.push({ address, synced, detail });
    }
    return views.sort(by((view) => view.address));
  }

  #gate(name: string): Gate {
    let gate = this.#gates.get(name);
    if (gate === undefined) this.#gates.set(name, gate = new Gate(name));
    return gate;
  }

  #mark(owner: string, params: SourceParams, state: "synced" | "stale", cause: Cause): void {
    const gate = this.#gate(params.gate);
    gate.declare(params.source, owner, params.detail);
    add(this.#owned, owner, gate);
    const source = gate.sources.get(params.source);
    if (source !== undefined) gate.mark(source, state);
    this.#review(gate, cause);
  }

  /** After a change: closes at once, and opens later. */
  #review(gate: Gate, cause: Cause): void {
    if (gate.ready) {
      if (!gate.open) this.#ready.add(gate);
      return;
    }
    this.#ready.delete(gate);
    if (gate.open) {
      gate.open = false;
      this.#tellAll(gate, cause);
    }
    if (gate.sources.size === 0 && gate.seekers.size === 0) this.#gates.delete(gate.name);
  }

  #forgetSeeker(address: string): void {
    for (const gate of this.#sought.get(address) ?? []) {
      gate.seekers.delete(address);
      this.#review(gate, null);
    }
    this.#sought.delete(address);
  }

  #tellAll(gate: Gate, cause: Cause): void {
    for (const [address, incarnation] of gate.seekers) this.#tell(gate, address, incarnation, cause);
  }

  #tell(gate: Gate, address: string, incarnation: number, cause: Cause): void {
    const event = gate.open
      ? { type: "gate.opened", gate: gate.name }
      : { type: "gate.closed", gate: gate.name, why: gate.why() };
    this.#send(address, event, `gate/${gate.name}`, cause, incarnation);
  }
}

function add(index: Map<string, Set<Gate>>, address: string, gate: Gate): void {
  const gates = index.get(address);
  if (gates === undefined) index.set(address, new Set([gate]));
  else gates.add(gate);
}
