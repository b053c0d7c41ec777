/** L2: every placement has one slice, which says where(p), and slices without a placement are gone. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { World } from "../run/world.ts";
import { clusterOf, isAlive, placements, where } from "./brute_force.ts";
import { presentState, type RestOracle } from "./oracle.ts";

export const slices: RestOracle = {
  name: "L2",
  sentence: "The slice of a placement says where it goes, exactly",
  findings(world: World) {
    const state = presentState(world);
    const all = state.list("singleplacementslices.edge.kcp.io", "*");
    const understood = placements(state);
    const wrong = understood.flatMap((placement) => {
      const name = `${clusterOf(placement)}/${placement.metadata.name}`;
      const slice = all.find((each) => `${clusterOf(each)}/${each.metadata.name}` === name);
      if (slice === undefined) return [`placement ${name} has no slice`];
      const [want, found] = [
        textsOf(where(state, placement)),
        textsOf(slice["destinations"] as readonly object[]),
      ];
      return want === found ? [] : [`the slice of ${name} says ${found} and should say ${want}`];
    });
    return [...wrong, ...orphans(state.list("edgeplacements.edge.kcp.io", "*").filter(isAlive), all)];
  },
};

function orphans(owners: readonly KubeObject[], all: readonly KubeObject[]): readonly string[] {
  const names = new Set(owners.map((owner) => `${clusterOf(owner)}/${owner.metadata.name}`));
  return all.filter((slice) => (slice.metadata.ownerReferences ?? []).length > 0)
    .map((slice) => `${clusterOf(slice)}/${slice.metadata.name}`)
    .filter((name) => !names.has(name)).map((name) => `the slice ${name} has outlived its placement`);
}

function textsOf(destinations: readonly object[] | undefined): string {
  return JSON.stringify(
    (destinations ?? []).map((each) =>
      JSON.stringify(Object.entries(each).sort(([a], [b]) => a < b ? -1 : 1))
    ).sort(),
  );
}
