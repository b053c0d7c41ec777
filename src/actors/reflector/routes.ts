/** Subscribers that are not one actor but "the actor of each object". @module */
import type { ObjectFact } from "../../kube/facts.ts";
import { syncerRoleName } from "../../kube/syncer_access.ts";
import {
  edgePlacementAddress,
  locationAddress,
  mailboxAddress,
  syncerAccessAddress,
  syncTargetAddress,
  targetHealthAddress,
} from "../../machines/addresses.ts";
import { parseMailboxName } from "../../placement/mailbox_name.ts";

const routes: Readonly<Record<string, (fact: ObjectFact) => string | null>> = {
  "route:syncTarget": ({ cluster, name }) => syncTargetAddress(cluster, name),
  "route:targetHealth": ({ cluster, name }) => targetHealthAddress(cluster, name),
  "route:location": ({ cluster, name }) => locationAddress(cluster, name),
  "route:edgePlacement": ({ cluster, name }) => edgePlacementAddress(cluster, name),
  "route:syncerAccess": ({ cluster, name }) => name === syncerRoleName ? syncerAccessAddress(cluster) : null,
  // A child of the service provider's workspace that is not named like a mailbox is none of our business.
  "route:mailbox": ({ name }) => parseMailboxName(name) === null ? null : mailboxAddress(name),
};

export type Route =
  | "route:syncTarget"
  | "route:targetHealth"
  | "route:location"
  | "route:edgePlacement"
  | "route:mailbox"
  | "route:syncerAccess";

/** The address that a letter about this object goes to, or null when nobody should get it. */
export function recipientOf(subscriber: string, fact: ObjectFact): string | null {
  return Object.hasOwn(routes, subscriber) ? routes[subscriber](fact) : subscriber;
}

/** Whether the subscriber stands for many actors, so that letters about the whole view have no one recipient. */
export function isRoute(subscriber: string): boolean {
  return Object.hasOwn(routes, subscriber);
}
