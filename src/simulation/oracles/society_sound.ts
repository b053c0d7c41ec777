/** S15, S16, S18, L12: the society itself is sound. @module */
import type { World } from "../run/world.ts";
import { keyOfRow } from "./brute_force.ts";
import type { RestOracle } from "./oracle.ts";

export const supervised: RestOracle = {
  name: "S16",
  sentence: "No actor fails, but those whose own object is poison",
  findings({ runtime, plan }: World) {
    const stats = runtime?.system.stats();
    const hasPoison = plan.operations.some(({ fault }) => fault === "poison");
    if (stats === undefined) return ["the runtime does not run"];
    const parked = (runtime?.directory.list({ state: "parked" }) ?? []).map(({ address }) => address);
    const strangers = parked.filter((address) => !hasPoison || !address.endsWith("/poison"));
    return strangers.length > 0 ? [`parked: ${strangers.join(", ")}`] : [];
  },
};

export const bounded: RestOracle = {
  name: "S18",
  sentence: "Mailboxes, queues and watches are bounded",
  findings({ runtime, links }: World) {
    const stats = runtime?.system.stats();
    if (stats === undefined) return [];
    const reflectors = runtime?.directory.list({ kind: "reflector" }).length ?? 0;
    const watches = links.reduce((sum, link) => sum + link.openWatches, 0);
    return [
      ...(stats.overflows > 0 ? [`${stats.overflows} mailboxes overflowed`] : []),
      ...(stats.waiting > 0 ? [`${stats.waiting} letters wait although nothing happens`] : []),
      ...(watches > reflectors ? [`${watches} watches are open for ${reflectors} reflectors`] : []),
    ];
  },
};

export const honestHealth: RestOracle = {
  name: "L12",
  sentence: "Every source of an API that is served is synced",
  findings(world: World) {
    const stale = (world.runtime?.directory.sources() ?? []).filter(({ synced }) => !synced);
    return stale.filter(({ address }) => isServed(world, address))
      .map(({ address, detail }) => `${address} is not synced: ${detail}`);
  },
};

/** Reads the address of a reflector: `reflector/<source>/<cluster>/<resource>.<version>[.<group>]/…`. */
function isServed(world: World, address: string): boolean {
  const [, source = "", cluster = "", kind = ""] = address.split("/");
  const [resource = "", , ...group] = kind.split(".");
  const key = group.length === 0 ? resource : `${resource}.${group.join(".")}`;
  const server = source === "hub" ? world.hub : world.edges.get(source.slice("edge:".length));
  const id = server?.clusterId(cluster === "-" ? "" : cluster);
  if (server === undefined || id === undefined) return false;
  return id === "*" || server.rows(id).some((row) => keyOfRow(row) === key);
}
