/** The table of commands. @module */
import type { Command } from "./command.ts";
import type { WorldOpener } from "./compose/world.ts";
import { env } from "./env.ts";
import { createHubCommand } from "./hub.ts";
import { createReplay } from "./replay.ts";
import { createServe } from "./serve.ts";
import { simulate } from "./simulate.ts";
import { createStart } from "./start.ts";

/** In the order of the help text. */
export function createCommands(opener: WorldOpener): readonly Command[] {
  return [
    createStart(opener),
    createServe(opener),
    createHubCommand(opener),
    createReplay(opener),
    simulate,
    env,
  ];
}
