/** R-62 at rest: the status of a copy in a mailbox is that of the object on the edge. @module */
import { equal } from "../../kube/equality.ts";
import { storageKey } from "../model/history.ts";
import { targetOf } from "../user/draw_story.ts";
import { inventoryPath } from "../run/founding.ts";
import type { World } from "../run/world.ts";
import { isMarked, mailboxWorkspaces } from "./mailboxes.ts";
import type { RestOracle } from "./oracle.ts";

const withStatus = "deployments.apps";

export const statusReturned: RestOracle = {
  name: "L6",
  sentence: "Copies in mailboxes have the status of the edge",
  findings(world: World) {
    const inventory = world.hub.clusterId(inventoryPath) ?? "";
    return [...world.edges].flatMap(([edge, server]) => {
      const target = world.hub.history.find(
        "synctargets.workload.kcp.io",
        storageKey(inventory, "", targetOf(edge)),
      );
      const mailbox = mailboxWorkspaces(world).find(({ name }) =>
        target !== null && name.endsWith(`-mb-${target.metadata.uid}`)
      );
      if (mailbox === undefined) return [];
      return world.hub.history.list(withStatus, mailbox.cluster).filter(isMarked).flatMap((copy) => {
        const { namespace = "", name } = copy.metadata;
        const there = server.history.find(withStatus, storageKey("", namespace, name));
        const isOurs = server.history.makers.get(there?.metadata.uid ?? "") === "runtime";
        return there === null || !isOurs || equal(there["status"], copy["status"])
          ? []
          : [`the status of ${namespace}/${name} in ${mailbox.name} is not that of edge ${edge}`];
      });
    });
  },
};
