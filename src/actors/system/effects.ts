/** The interpreter of effects: the system's own by name, all others by their kind. @module */
import type {
  OfferParams,
  SeekGateParams,
  SeekParams,
  SourceParams,
  StartTimerParams,
  StopTimerParams,
  TellAllParams,
  TellParams,
  WhenIdleParams,
  WithdrawParams,
} from "../../machines/letters.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Cell } from "./cell.ts";
import type { Counters } from "./counters.ts";
import type { Gates } from "./gates.ts";
import type { IdleAsks } from "./idle_asks.ts";
import type { PerformContext } from "./kind.ts";
import type { Send } from "./letter.ts";
import type { Registry } from "./registry.ts";
import type { Timers } from "./timers.ts";

export interface EffectParts {
  readonly send: Send;
  readonly registry: Registry;
  readonly gates: Gates;
  readonly timers: Timers;
  readonly idleAsks: IdleAsks;
  readonly counters: Counters;
  readonly clock: Clock;
}

/** Performs an effect of the live actor of `cell`, caused by letter `cause`. */
type Builtin = (parts: EffectParts, cell: Cell, params: never, cause: number) => void;

const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["tell", ({ send }, { address }, { to, event }: TellParams, cause) => send(to, event, address, cause, 0)],
  ["tellAll", ({ send }, { address }, { letters }: TellAllParams, cause) => {
    for (const { to, event } of letters) send(to, event, address, cause, 0);
  }],
  [
    "offer",
    ({ registry }, { address }, params: OfferParams, cause) => registry.offer(address, params, cause),
  ],
  [
    "withdraw",
    ({ registry }, { address }, params: WithdrawParams, cause) => registry.withdraw(address, params, cause),
  ],
  ["seek", ({ registry }, cell, params: SeekParams, cause) => registry.seek(cell, params, cause)],
  ["unseek", ({ registry }, { address }, { topic }: { topic: string }) => registry.unseek(address, topic)],
  ["startTimer", ({ timers }, cell, params: StartTimerParams, cause) => timers.start(cell, params, cause)],
  ["stopTimer", ({ timers }, { address }, { name }: StopTimerParams) => timers.stop(address, name)],
  [
    "whenIdle",
    ({ idleAsks }, cell, { event, rank }: WhenIdleParams, cause) => idleAsks.ask(cell, event, rank, cause),
  ],
  [
    "declareSource",
    ({ gates }, { address }, params: SourceParams, cause) => gates.declare(address, params, cause),
  ],
  [
    "sourceSynced",
    ({ gates }, { address }, params: SourceParams, cause) => gates.synced(address, params, cause),
  ],
  [
    "sourceStale",
    ({ gates }, { address }, params: SourceParams, cause) => gates.stale(address, params, cause),
  ],
  [
    "removeSource",
    ({ gates }, _cell, { gate, source }: SourceParams, cause) => gates.remove(gate, source, cause),
  ],
  ["seekGate", ({ gates }, cell, { gate }: SeekGateParams, cause) => gates.seek(cell, gate, cause)],
]);

/** Whether an effect is the system's own. */
export function isBuiltin(type: string): boolean {
  return builtins.has(type);
}

export class Effects {
  readonly #parts: EffectParts;

  constructor(parts: EffectParts) {
    this.#parts = parts;
  }

  /** @throws what the perform throws, or when the kind has none for this effect: both are failures of the actor. */
  perform(cell: Cell, type: string, params: unknown, cause: number): void {
    const effectId = ++this.#parts.counters.effects;
    const builtin = builtins.get(type);
    if (builtin !== undefined) return builtin(this.#parts, cell, params as never, cause);
    const perform = cell.kind.performs.get(type);
    if (perform === undefined) {
      throw new ReferenceError(
        `Cannot perform effect ${type}: kind ${cell.kind.kind.name} has no such perform`,
      );
    }
    perform(params as never, this.#contextOf(cell, effectId, cause));
  }

  /** Lets the kind bring a restarted actor up to date. @throws what the kind throws. */
  restarted(cell: Cell, cause: number): void {
    const { kind } = cell.kind;
    if (kind.restarted === undefined || cell.starts < 2) return;
    kind.restarted(this.#contextOf(cell, ++this.#parts.counters.effects, cause));
  }

  /** What a perform answers with; it is bound to the incarnation that asked, so that a late answer goes nowhere. */
  #contextOf(cell: Cell, effectId: number, cause: number): PerformContext {
    const { send, counters, clock } = this.#parts;
    const { address, incarnation } = cell;
    return {
      self: address,
      effectId,
      now: () => clock.now(),
      tell: (to, event) => {
        if (cell.incarnation === incarnation) send(to, event, address, cause, 0);
        else counters.lateReplies++;
      },
      reply: (event) => send(address, event, address, cause, incarnation),
    };
  }
}
