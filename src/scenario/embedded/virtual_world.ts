/** A world in memory on a virtual clock: the same file and seed give the same story on every machine. @module */
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { createVirtualPace } from "../play/pace.ts";
import type { Scenario } from "../story/scenario.ts";
import { type MemoryWorld, openMemoryWorld } from "./memory_world.ts";

/** `wall` is the time of the person who watches. The runtime is started. */
export function openVirtualWorld(scenario: Scenario, wall: Clock, log: Log): Promise<MemoryWorld> {
  const clock = new VirtualClock();
  return openMemoryWorld(scenario, { clock, pace: createVirtualPace(clock), wall }, log);
}
