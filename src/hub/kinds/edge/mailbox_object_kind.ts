/** MailboxObjects of edge.kcp.io: on a hub without workspaces each carries one object of a mailbox (decision 35). @module */
import { edgeGroup, edgeVersion, mailboxObjects } from "../../../kube/edge_api.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, pathColumn } from "../printers/columns.ts";
import { anyObject, described, wholeObject } from "../schemas/shapes.ts";

/** Its status is the carried object's, so that whoever returns status needs no right to change what is carried. */
export const mailboxObjectKind: KindDefinition = {
  group: edgeGroup,
  version: edgeVersion,
  kind: "MailboxObject",
  resource: mailboxObjects.resource,
  singular: "mailboxobject",
  shortNames: ["mbo"],
  namespaced: true,
  schema: wholeObject("An object that one edge cluster must receive, or has sent. Nothing acts on it here.", {
    object: described("The object, without its status.", anyObject),
    status: described("The object's status.", anyObject),
  }, ["object"]),
  schemaUse: "structural",
  subresources: { status: true },
  generation: "spec",
  updateNeedsResourceVersion: true,
  printerColumns: [
    pathColumn("Kind", ".object.kind"),
    pathColumn("Namespace", ".object.metadata.namespace"),
    pathColumn("Object", ".object.metadata.name"),
    age,
  ],
};
