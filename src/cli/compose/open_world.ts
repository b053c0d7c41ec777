/** Puts hub, runtime, edges and adapters together. @module */
import { CommandError } from "../command_error.ts";
import type { WorldOpener } from "./world.ts";

/** The opener behind `bin/edgechart`. */
export const worldOpener: WorldOpener = {
  openLive: () =>
    Promise.reject(new CommandError("Cannot start: hub and runtime are not joined in this version.")),
  openReplay: () =>
    Promise.reject(new CommandError("Cannot replay: hub and runtime are not joined in this version.")),
};
