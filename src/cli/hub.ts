/** `edgechart hub`: the embedded hub alone, for a runtime elsewhere that is given its kubeconfig. @module */
import type { Command } from "./command.ts";
import { exitCodes } from "./command_error.ts";
import type { WorldOpener } from "./compose/world.ts";
import { sharedFlags } from "./options.ts";
import { shellWord } from "./places.ts";
import { preflightHub } from "./preflight.ts";

export function createHubCommand(opener: WorldOpener): Command {
  const { dataDir, hubListen, durability, logLevel, json } = sharedFlags;
  return {
    name: "hub",
    summary: "start the hub alone",
    usage: "",
    description:
      `Starts the embedded hub on the data directory, without runtime and edges. A runtime elsewhere uses it with
--hub-kubeconfig. Ctrl-C stops it; the data stays.`,
    flags: [dataDir, hubListen, durability, logLevel, json],
    positionals: "none",
    async run({ settings }, terminal) {
      await preflightHub(settings);
      const hub = await opener.openHub(settings);
      try {
        if (settings.json) terminal.print(JSON.stringify({ event: "up", adminKubeconfig: hub.kubeconfig }));
        else terminal.print(`Up, until Ctrl-C. Its kubeconfig: ${shellWord(hub.kubeconfig)}`);
        await terminal.interrupt.asked;
      } finally {
        await hub.close();
      }
      terminal.complain("Stopped.");
      return exitCodes.ok;
    },
  };
}
