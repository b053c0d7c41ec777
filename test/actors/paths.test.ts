/**
 * The paths of the model drive the real actors: run queue, mailbox, outbox and supervision around the same charts. After every
 * letter state, context and effects are those of the pure machine. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { AnyMachineSnapshot, EventObject } from "xstate";
import { createSystem } from "../../src/actors/system/system.ts";
import { seededRandomness } from "../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import type { Effect } from "../../src/machines/effect.ts";
import type { StateMeta } from "../../src/machines/letters.ts";
import type { Log } from "../../src/ports/log.ts";
import { journeys } from "../machines/journeys/all.ts";
import { Life } from "../machines/life.ts";
import { type Journey, type Path, walk } from "../machines/walk.ts";
import { recordingKind } from "./recording_kind.ts";

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const address = "life/1";
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** One real actor, whose effects go nowhere but into a list. */
class RealLife {
  readonly #clock = new VirtualClock();
  readonly #system: ReturnType<typeof createSystem>;
  #effects: Effect[] = [];

  constructor({ machine, input }: Journey) {
    const kind = recordingKind(machine, input, (one) => void this.#effects.push(one));
    this.#system = createSystem({
      kinds: [kind],
      clock: this.#clock,
      randomness: seededRandomness(1),
      log: quiet,
    });
    this.#system.tell(address, { type: "life.begun" });
    this.#system.run();
  }

  /** A deadline is not told but waited for: the actor must be told of it by its system. */
  tell(event: EventObject, deadlineMs: number | null): void {
    this.#effects = [];
    if (event.type !== "deadline.passed") this.#system.tell(address, event);
    else if (deadlineMs !== null) this.#clock.advance(deadlineMs);
    this.#system.run();
  }

  look(): Readonly<Record<string, unknown>> {
    const actor = this.#system.directory.find(address);
    return {
      state: actor?.state ?? "(ended)",
      context: actor?.context ?? null,
      effects: this.#effects,
      failures: this.#system.stats().failures,
      deadLetters: this.#system.directory.deadLetters().newest,
    };
  }
}

function expected(life: Life): Readonly<Record<string, unknown>> {
  const isActive = life.status === "active";
  return {
    state: isActive ? life.state : "(ended)",
    context: isActive ? life.context : null,
    effects: life.effects,
    failures: 0,
    deadLetters: [],
  };
}

function deadlineOf(snapshot: AnyMachineSnapshot): number | null {
  return (Object.values(snapshot.getMeta())[0] as StateMeta | undefined)?.deadlineMs ?? null;
}

/** What many paths begin with is compared once. */
function compare(journey: Journey, { events }: Path, compared: Set<string>): void {
  const real = new RealLife(journey);
  const model = new Life(journey.machine, journey.input);
  let told = "";
  const agree = () => {
    if (compared.has(told)) return;
    const [seen, wanted] = [real.look(), expected(model)];
    // Comparing texts is ten times faster than comparing trees, which is done only to show a difference.
    if (JSON.stringify(seen) !== JSON.stringify(wanted)) assert.equal(plain(seen), plain(wanted), told);
    compared.add(told);
  };
  agree();
  for (const event of events) {
    // A state that may last has no deadline, so its actor never hears of one.
    const deadlineMs = deadlineOf(model.snapshot);
    if (event.type === "deadline.passed" && deadlineMs === null) continue;
    real.tell(event, deadlineMs);
    model.tell(event);
    told += ` ${journey.events.indexOf(event)}:${event.type}`;
    agree();
  }
}

for (const [kind, journey] of Object.entries(journeys)) {
  test(`${kind}: the real actor does what its machine says, on every path`, () => {
    const compared = new Set<string>();
    for (const path of walk(journey).paths) compare(journey, path, compared);
    assert.ok(compared.size > journey.events.length);
  });
}

test.run();
