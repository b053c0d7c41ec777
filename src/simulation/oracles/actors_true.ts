/** S15 at rest: every actor of an object is that object's, by its uid; none outlives it or is taken over by the next. L9: poison is shown. @module */
import type { World } from "../run/world.ts";
import { clusterOf, isAlive, specOf } from "./brute_force.ts";
import { presentState, type RestOracle } from "./oracle.ts";

const ofObjects: Readonly<Record<string, string>> = {
  edgePlacement: "edgeplacements.edge.kcp.io",
  syncTarget: "synctargets.workload.kcp.io",
};

export const actorsTrue: RestOracle = {
  name: "S15",
  sentence: "Every actor is about an object that is there, by its uid",
  findings(world: World) {
    const { directory } = world.runtime ?? {};
    return Object.entries(ofObjects).flatMap(([kind, resource]) => {
      const objects = presentState(world).list(resource, "*").filter(isAlive);
      const uids = new Map(
        objects.map((each) => [`${clusterOf(each)}/${each.metadata.name}`, each.metadata.uid]),
      );
      return (directory?.list({ kind }) ?? []).flatMap(({ address, state }) => {
        if (state === "parked" || state === "backingOff") return [];
        const { uid } = (directory?.find(address)?.context ?? {}) as { readonly uid?: string };
        const known = uids.get(address.slice(kind.length + 1));
        return known === uid
          ? []
          : [`${address} is about ${uid}, and what is there is ${known ?? "nothing"}`];
      });
    });
  },
};

export const poisonShown: RestOracle = {
  name: "L9",
  sentence: "What cannot be understood says so, and hurts nobody else",
  findings(world: World) {
    const { directory } = world.runtime ?? {};
    return presentState(world).list("edgeplacements.edge.kcp.io", "*").filter(isAlive).flatMap(
      (placement) => {
        const spec = specOf(placement);
        const isNonsense = JSON.stringify([spec.locationSelectors, spec.namespaceSelector]).includes(
          '"Within"',
        );
        const address = `edgePlacement/${clusterOf(placement)}/${placement.metadata.name}`;
        const found = directory?.find(address);
        const isShown = (found?.state === "invalid" || found?.state === "parked") && found.reason !== "";
        return !isNonsense || isShown
          ? []
          : [`${address} is ${found?.state} although its selectors are nonsense`];
      },
    );
  },
};
