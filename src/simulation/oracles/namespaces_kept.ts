/** S14: a namespace that holds somebody else's object is not deleted, and nobody's finalizers are removed. @module */
import { contentsOf } from "../model/common_life.ts";
import { equal } from "../../kube/equality.ts";
import { labelOf, type SafetyOracle } from "./oracle.ts";

/** An object may come to be after the namespace was looked through and before it is deleted. */
const raceMs = 90_000;

export const namespacesKept: SafetyOracle = {
  name: "S14",
  sentence: "Namespaces with foreign objects and foreign finalizers are kept",
  judge({ server, commit, sent }, world) {
    const { before, object, cluster } = commit;
    if (
      sent.request.verb !== "delete" && before !== null &&
      !equal(before.metadata.finalizers ?? [], object.metadata.finalizers ?? [])
    ) {
      return `the finalizers of ${labelOf(object)} on ${server.name} were changed`;
    }
    if (commit.resource !== "namespaces" || sent.request.verb !== "delete") return null;
    const foreign = contentsOf(server, cluster, object.metadata.name).find(({ object: held }) =>
      server.history.makers.get(held.metadata.uid ?? "") === "user" &&
      Date.parse(held.metadata.creationTimestamp ?? "") < world.clock.now() - raceMs
    );
    return foreign === undefined
      ? null
      : `namespace ${object.metadata.name} on ${server.name} was deleted with ${
        labelOf(foreign.object)
      } of somebody else in it`;
  },
};
