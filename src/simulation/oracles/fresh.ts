/** L12 while faults strike: a source that calls itself synced has been listed, and is not blind for long. @module */
import type { World } from "../run/world.ts";
import type { SafetyOracle } from "./oracle.ts";

/** Two looks at a mute watch, a watch that is opened anew and mute again, and what is held on its way. */
const blindMaxMs = 400_000;

export const freshOrStale: SafetyOracle = {
  name: "L12",
  sentence: "A source that is blind does not call itself synced",
  look(world: World) {
    if (world.lastRestoredAt > -Infinity) return null;
    for (const { address, synced } of world.runtime?.directory.sources() ?? []) {
      if (!synced) continue;
      const [, source = "", cluster = "", kind = "", selector = ""] = splitAddress(address);
      const [resource = "", , ...group] = kind.split(".");
      const key = `${cluster === "-" ? "" : cluster}/${[resource, ...group].join(".")}/${selector}`;
      const name = source === "hub" ? source : source.slice("edge:".length);
      const told = world.links.find(({ server }) => server.name === name)?.told;
      if (told === undefined || !told.wasListed(key)) {
        return `${address} calls itself synced and was never listed`;
      }
      const blindMs = world.clock.now() - told.staleSinceOf(key);
      if (blindMs > blindMaxMs) {
        return `${address} calls itself synced and has not heard of anything for ${
          Math.round(blindMs / 1000)
        } s`;
      }
    }
    return null;
  },
};

/** The selector may hold slashes. */
function splitAddress(address: string): readonly string[] {
  const parts = address.split("/");
  return [...parts.slice(0, 4), parts.slice(4).join("/")];
}
