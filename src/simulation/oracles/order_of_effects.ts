/** S22: what others depend on goes last. A namespace or definition of ours is not deleted while copies of ours need it. @module */
import { contentsOf } from "../model/common_life.ts";
import { isMarked } from "./mailboxes.ts";
import { isAlive } from "./brute_force.ts";
import { labelOf, type SafetyOracle } from "./oracle.ts";

/** A namespace is looked through first, which takes many requests; what comes into it meanwhile goes with it. */
const deliberationMs = 90_000;

export const orderOfEffects: SafetyOracle = {
  name: "S22",
  sentence: "Namespaces and definitions go after what is in them and of them",
  judge({ server, commit, sent }, world) {
    if (sent.request.verb !== "delete") return null;
    const { cluster, object, resource } = commit;
    const { name } = object.metadata;
    const left = resource === "namespaces"
      ? contentsOf(server, cluster, name).map((each) => each.object)
      : resource === "customresourcedefinitions.apiextensions.k8s.io"
      ? server.history.list(name, cluster)
      : [];
    const known = Math.min(sent.staleSince, sent.sentAt) - deliberationMs;
    if (known <= world.lastRestoredAt) return null;
    const ours = left.find((each) =>
      isMarked(each) && isAlive(each) && server.history.makers.get(each.metadata.uid ?? "") === "runtime" &&
      Date.parse(each.metadata.creationTimestamp ?? "") < known
    );
    return ours === undefined
      ? null
      : `${labelOf(object)} on ${server.name} was deleted before ${labelOf(ours)}, which needs it`;
  },
};
