/** The location kind: needs nothing of the world beyond letters. @module */
import { type LocationContext, type LocationInput, locationMachine } from "../machines/location.ts";
import type { Location } from "../kube/kcp_api.ts";
import type { SeenLetter } from "../machines/watch_letters.ts";
import type { Kind } from "./system/kind.ts";

export function createLocationKind(): Kind {
  return {
    name: "location",
    machine: locationMachine,
    restart: "transient",
    spawnedBy: ["location.added", "location.modified"],
    endedBy: ["location.deleted"],
    input: (_address, letter): LocationInput => {
      const { object, fact } = letter as SeenLetter<"location", Location>;
      return { object: object as Location, cluster: fact.cluster };
    },
    view: (context) => {
      const { cluster, name, uid, labels, instanceSelector, targets } = context as LocationContext;
      return { cluster, name, uid, labels, instanceSelector, targets: [...targets.values()] };
    },
    perform: {},
  };
}
