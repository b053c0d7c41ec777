/** L5 and S11: what the terms of a mailbox name on its edge is in the mailbox, equal; and nothing else is. @module */
import { equal } from "../../kube/equality.ts";
import type { UpsyncSet } from "../../kube/edge_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { storageKey } from "../model/history.ts";
import type { World } from "../run/world.ts";
import { targetOf } from "../user/draw_story.ts";
import { bornResource } from "../user/born_objects.ts";
import { isAlive, keyOfRow } from "./brute_force.ts";
import { configAt, isMarked, mailboxFor } from "./mailboxes.ts";
import { labelOf, type RestOracle, type SafetyOracle } from "./oracle.ts";

const isUpsynced = ({ metadata }: KubeObject) => metadata.labels?.["edge.kcp.io/upsynced"] === "yes";

export const upsyncConfined: SafetyOracle = {
  name: "S11",
  sentence: "An edge brings into its mailbox only what terms can name",
  judge({ server, commit, sent }) {
    if (server.name !== "hub" || sent.request.verb === "delete" || !isUpsynced(commit.object)) return null;
    const isAllowed = commit.resource === bornResource || commit.resource === "namespaces";
    return isAllowed ? null : `${labelOf(commit.object)} was brought up, which no term names`;
  },
};

export const upsyncedExactly: RestOracle = {
  name: "L5",
  sentence: "What was asked for from an edge is in its mailbox, and nothing else",
  findings(world: World) {
    return [...world.edges].flatMap(([edge, server]) => {
      const mailbox = mailboxFor(world, targetOf(edge));
      const terms = mailbox === undefined ? null : configAt(world, mailbox.cluster)?.upsync;
      const serves = (cluster: string) =>
        world.hub.rows(cluster).some((row) => keyOfRow(row) === bornResource);
      if (mailbox === undefined || terms === null || terms === undefined || !serves(mailbox.cluster)) {
        return [];
      }
      const isServed = server.rows("").some((row) => keyOfRow(row) === bornResource);
      const wanted = (isServed ? server.history.list(bornResource, "") : []).filter((each) =>
        isAlive(each) && !isMarked(each) && isNamed(terms, each)
      );
      const names = new Set(wanted.map(labelOf));
      const copyOf = ({ metadata: { namespace = "", name } }: KubeObject) =>
        world.hub.history.find(bornResource, storageKey(mailbox.cluster, namespace, name));
      const missing = wanted.filter((each) => !isCopy(each, copyOf(each)));
      const extra = world.hub.history.list(bornResource, mailbox.cluster).filter(isUpsynced).filter(isAlive)
        .filter((each) => !names.has(labelOf(each)));
      return [
        ...missing.map((each) =>
          `mailbox ${mailbox.name} has no true copy of ${labelOf(each)} of edge ${edge}`
        ),
        ...extra.map((each) => `mailbox ${mailbox.name} has ${labelOf(each)}, which edge ${edge} does not`),
      ];
    });
  },
};

function isCopy(born: KubeObject, copy: KubeObject | null): boolean {
  return copy !== null && isUpsynced(copy) && equal(born["spec"], copy["spec"]) &&
    equal(born["status"], copy["status"]);
}

/** A list that has "*" has everything; an absent one nothing. */
function isNamed(terms: readonly UpsyncSet[], { metadata: { namespace = "", name } }: KubeObject): boolean {
  const has = (list: readonly string[] | undefined, each: string) =>
    (list ?? []).includes("*") || (list ?? []).includes(each);
  return terms.some((term) =>
    `${term.resources?.[0]}.${term.apiGroup}` === bornResource && has(term.namespaces, namespace) &&
    has(term.names, name)
  );
}
