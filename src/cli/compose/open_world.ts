/** Puts hub, runtime, edges and adapters together. @module */
import { systemClock } from "../../adapters/system/system_clock.ts";
import { openVirtualWorld } from "../../scenario/embedded/virtual_world.ts";
import { openHubAlone } from "./live_hub.ts";
import { openLiveWorld } from "./live_world.ts";
import { createLog } from "./log.ts";
import type { WorldOpener } from "./world.ts";

/** The opener behind `bin/edgechart`. */
export const worldOpener: WorldOpener = {
  openHub: openHubAlone,
  openLive: openLiveWorld,
  openReplay: (scenario) => openVirtualWorld(scenario, systemClock, createLog("warn")),
};
