/** `edgechart serve`: the embedded hub and the runtime, and no story. @module */
import { loadScenario } from "../scenario/read/load_scenario.ts";
import type { Command } from "./command.ts";
import { exitCodes } from "./command_error.ts";
import type { WorldOpener } from "./compose/world.ts";
import { edgeConnections, edgeFlag } from "./edge_connection.ts";
import { type Flag, sharedFlags } from "./options.ts";
import { preflight } from "./preflight.ts";
import { acceptRestoredHubFlag, restoredHubOf } from "./restored_hub.ts";
import { stayUp } from "./start.ts";

const edgesFlag: Flag = {
  name: "edges",
  takes: "FILE",
  help: "start the edge clusters that this scenario names",
  local: true,
};

export function createServe(opener: WorldOpener): Command {
  return {
    name: "serve",
    summary: "start the hub and the runtime, without a scenario",
    usage: "[--edges FILE] [--edge SYNCTARGET=KUBECONFIG[#CONTEXT]]…",
    description:
      `Starts the embedded hub and the runtime on the data directory, and the edge clusters that a scenario
names; the scenario is not played. --edge reaches a cluster of your own, wherever its kubeconfig leads; on a hub with
workspaces its name begins with that of the SyncTarget's: root:imw-1:florin=FILE. Ctrl-C stops it; the data stays.`,
    flags: [edgesFlag, edgeFlag, acceptRestoredHubFlag, ...Object.values(sharedFlags)],
    positionals: "none",
    async run(line, terminal) {
      const { settings, own, repeated } = line;
      const file = own.get(edgesFlag.name);
      const edges = file === undefined ? [] : loadScenario(file).edges;
      await preflight(settings, edges);
      const remote = edgeConnections(repeated.get(edgeFlag.name) ?? [], terminal.cwd);
      const live = await opener.openLive(settings, edges, remote, restoredHubOf(line));
      try {
        await stayUp(live, edges, { settings, terminal });
      } finally {
        await live.close();
      }
      terminal.complain("Stopped.");
      return exitCodes.ok;
    },
  };
}
