/** `edgechart serve`: the embedded hub and the runtime, and no story. @module */
import type { Command } from "./command.ts";
import { exitCodes } from "./command_error.ts";
import type { WorldOpener } from "./compose/world.ts";
import { sharedFlags } from "./options.ts";
import { preflight } from "./preflight.ts";
import { stayUp } from "./start.ts";

export function createServe(opener: WorldOpener): Command {
  return {
    name: "serve",
    summary: "start the hub and the runtime, without a scenario",
    usage: "",
    description:
      "Starts the embedded hub and the runtime on the data directory. Ctrl-C stops it; the data stays.",
    flags: Object.values(sharedFlags),
    positionals: "none",
    async run({ settings }, terminal) {
      await preflight(settings, []);
      const live = await opener.openLive(settings, []);
      try {
        await stayUp(live, [], { settings, terminal });
      } finally {
        await live.close();
      }
      terminal.complain("Stopped.");
      return exitCodes.ok;
    },
  };
}
