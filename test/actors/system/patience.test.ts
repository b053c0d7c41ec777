/** Deadlines of states that are left and come back to while events keep arriving. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { setup } from "xstate";
import { createSystem, type System } from "../../../src/actors/system/system.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { JumpingClock } from "../../../src/simulation/faults/jumping_clock.ts";
import { passing } from "../../../src/machines/passing.ts";
import type { StateMeta } from "../../../src/machines/letters.ts";
import { quietLog } from "./fixture.ts";

/** Waits for inputs; every event is let sink in first. */
function waiting(role: StateMeta["role"]) {
  return setup({
    types: { events: {} as { type: "event" | "settled" | "deadline.passed" }, meta: {} as StateMeta },
  })
    .createMachine({
      id: "waiting",
      initial: "awaiting",
      on: { event: ".settling" },
      states: {
        awaiting: {
          meta: { reason: "Inputs are missing", waitsFor: "inputs", deadlineMs: 1000, role },
          on: { "deadline.passed": "impatient" },
        },
        settling: { meta: passing, on: { settled: "awaiting" } },
        impatient: { meta: { reason: "It did not wait", waitsFor: null, deadlineMs: null } },
      },
    });
}

/** The actor after 20 events, one every 100 ms; its clock may be put back by some hours in between. */
function disturbed(role: StateMeta["role"], putBackMs = 0): ReturnType<System["directory"]["find"]> {
  const pace = new VirtualClock();
  const clock = new JumpingClock(pace);
  const machine = waiting(role);
  const kind = {
    name: "w",
    machine,
    restart: "temporary",
    spawnedBy: ["event"],
    input: () => ({}),
    view: () => ({}),
    perform: {},
  } as const;
  const system = createSystem({ kinds: [kind], clock, randomness: seededRandomness(1), log: quietLog });
  system.start();
  for (let i = 0; i < 20; i += 1) {
    system.tell("w/a", { type: "event" });
    system.tell("w/a", { type: "settled" });
    pace.advance(100);
    if (i === 4) clock.jump(-putBackMs);
    if (system.directory.find("w/a")?.state === "impatient") break;
  }
  return system.directory.find("w/a");
}

test("the deadline of a patient state comes even while events keep arriving", () => {
  assert.is(disturbed("patient")?.state, "impatient");
});

test("a clock that is put back does not make the wait in a patient state longer than its deadline", () => {
  assert.is(disturbed("patient", 7_200_000)?.state, "impatient");
});

test("the deadline of any other state begins anew each time it is entered", () => {
  const actor = disturbed(undefined);
  assert.is(actor?.state, "awaiting");
  assert.is(actor?.overdue, false);
});

test.run();
