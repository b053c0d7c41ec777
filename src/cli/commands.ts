/** The table of commands. @module */
import { openAdministrator } from "./access/administrator.ts";
import type { Command } from "./command.ts";
import type { WorldOpener } from "./compose/world.ts";
import { openEdgeAlone } from "./compose/live_edge.ts";
import { installHub } from "./compose/install_hub.ts";
import { openLiveSyncer } from "./compose/live_syncer.ts";
import { createEdge } from "./edge.ts";
import { env } from "./env.ts";
import { createHubCommand } from "./hub.ts";
import { createInit } from "./init.ts";
import { createReplay } from "./replay.ts";
import { createServe } from "./serve.ts";
import { simulate } from "./simulate.ts";
import { createStart } from "./start.ts";
import { createSyncer } from "./syncer.ts";

/** In the order of the help text. */
export function createCommands(opener: WorldOpener): readonly Command[] {
  return [
    createStart(opener),
    createServe(opener),
    createHubCommand(opener),
    createInit(installHub),
    createEdge({ serve: openEdgeAlone, administer: openAdministrator }),
    createSyncer(openLiveSyncer),
    createReplay(opener),
    simulate,
    env,
  ];
}
