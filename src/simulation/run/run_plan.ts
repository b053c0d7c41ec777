/** Runs one plan: faults and safety oracles first, then healing, and what must be true at rest. @module */
import type { FaultCounters } from "../faults/fault_classes.ts";
import { restOracles, safetyOracles } from "../oracles/all_oracles.ts";
import { performOperation } from "./perform_operation.ts";
import type { Plan } from "./plan.ts";
import type { RuntimeMaker } from "./runtime_lives.ts";
import { World } from "./world.ts";

export interface Violation {
  /** As in the catalogue of invariants: `S2`, `L1`. */
  readonly oracle: string;
  readonly message: string;
  /** Milliseconds from the beginning. */
  readonly at: number;
}

export interface Verdict {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly counters: FaultCounters;
  /** Simulated milliseconds. */
  readonly tookMs: number;
  readonly effects: number;
  readonly letters: number;
}

/** How long the system may take to come to rest once everything works, and how long it must then write nothing. */
const restMs = 300_000;
const quietMs = 900_000;
const lookMs = 20_000;
/** More would say the same again. */
const violationsMax = 20;

export function runPlan(plan: Plan, make?: RuntimeMaker): Verdict {
  const violations: Violation[] = [];
  const violated = (oracle: string, message: string) => {
    if (violations.length < violationsMax) violations.push({ oracle, message, at: world.elapsed() });
  };
  const hasPoison = plan.operations.some(({ fault }) => fault === "poison");
  const world: World = new World(plan, {
    violated,
    committed(server, commit, sent) {
      if (sent === null) return;
      for (const { name, judge } of safetyOracles) {
        const finding = judge?.({ server, commit, sent }, world) ?? null;
        if (finding !== null) violated(name, finding);
      }
    },
    told(telling) {
      for (const { name, hear } of safetyOracles) {
        const finding = hear?.(telling, world) ?? null;
        if (finding !== null) violated(name, finding);
      }
    },
    admitted(admission) {
      for (const { admit } of safetyOracles) admit?.(admission, world);
    },
    journaled(record) {
      if (plan.seed % 8 !== 0) return;
      for (const { name, read } of safetyOracles) {
        const finding = read?.(record) ?? null;
        if (finding !== null) violated(name, finding);
      }
    },
    warned(fields, message) {
      if (message === "An actor failed" && !hasPoison) {
        violated("S16", `${message}: ${JSON.stringify(fields)}`);
      }
    },
  }, make);
  for (const operation of plan.operations) {
    world.clock.after(operation.at, () => performOperation(world, operation));
  }
  world.lives.start();
  lookAround(world, violated);
  world.clock.advance(plan.faultsMs);
  if (violations.length === 0) demandRest(world, violated);
  const letters = world.runtime?.system.stats().handled ?? 0;
  world.lives.stop();
  return {
    plan,
    violations,
    counters: world.counters,
    tookMs: world.elapsed(),
    effects: world.lives.effects,
    letters,
  };
}

/** Asks now and then what cannot be seen from any one write. */
function lookAround(world: World, violated: (oracle: string, message: string) => void): void {
  world.clock.after(lookMs, () => {
    if (world.elapsed() >= world.plan.faultsMs) return;
    for (const { name, look } of safetyOracles) {
      const finding = look?.(world) ?? null;
      if (finding !== null) violated(name, finding);
    }
    lookAround(world, violated);
  });
}

function demandRest(world: World, violated: (oracle: string, message: string) => void): void {
  world.injector.heal();
  for (const server of world.servers()) {
    server.catalog.withdrawn.clear();
    server.bookmarksFrom = 0;
  }
  for (const { lists } of world.links) lists.clear();
  world.lives.start();
  world.clock.advance(restMs);
  for (const { name, findings } of restOracles) {
    for (const finding of findings(world)) violated(name, finding);
  }
  const before = world.lastWriteAt;
  world.clock.advance(quietMs);
  if (world.lastWriteAt !== before) {
    violated(
      "S17",
      `something was written ${
        Math.round((world.lastWriteAt - world.clock.now()) / -1000)
      } s before the end of the quiet`,
    );
  }
}
