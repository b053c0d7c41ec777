/** A world in memory on a virtual clock: the same file and seed give the same story on every machine. @module */
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { createVirtualPace } from "../play/pace.ts";
import type { Scenario } from "../story/scenario.ts";
import { createTraceJournal, type TraceJournal } from "../trace/trace_journal.ts";
import { type MemoryWorld, openMemoryWorld } from "./memory_world.ts";

/** A memory world that writes everything down. */
export interface VirtualWorld extends MemoryWorld {
  readonly trace: TraceJournal;
}

/** `wall` is the time of the person who watches. The runtime is started. */
export async function openVirtualWorld(scenario: Scenario, wall: Clock, log: Log): Promise<VirtualWorld> {
  const clock = new VirtualClock();
  const trace = createTraceJournal();
  const time = { clock, pace: createVirtualPace(clock), wall };
  return { ...await openMemoryWorld(scenario, time, log, { journal: trace }), trace };
}
