/** What a mailbox may take away, as far as absence is proven (S2). @module */
import type { Gvr } from "../../kube/resource.ts";
import type { Permission } from "../../placement/copies/operations.ts";
import { reflectorAddress } from "../addresses.ts";
import type { MailboxContext } from "./context.ts";
import { configView, viewOf } from "./views.ts";

/** Whether absence is proven (S2): only then may anything be taken away. */
export function permissionOf(context: MailboxContext): Permission {
  return context.unsynced.isEmpty() ? permissionApart(context) : "additions";
}

/** The same for those resources that are seen, when others have had their time; see {@link isParked}. */
export function permissionApart(context: MailboxContext): Permission {
  const isTold = context.reaches.every(({ workload }) =>
    context.shares.heads.get(workload)?.sight === "complete"
  );
  const config = reflectorAddress(configView(context.workspace?.cluster ?? ""));
  const isSeen = context.discovered && !context.unsynced.has(config);
  const isListed = context.reachesListed && context.locationsListed;
  return context.gateOpen && isListed && isTold && isSeen &&
      knowsLocations(context)
    ? "everything"
    : "additions";
}

/** Whether copies of a resource are not completely seen. */
export function isParked({ workspace, unsynced }: MailboxContext): (entry: { readonly gvr: Gvr }) => boolean {
  return ({ gvr }) => unsynced.has(reflectorAddress(viewOf(workspace?.cluster ?? "", gvr)));
}

/** A Location that goes is first heard of here, and later by the placement that led through it; until then its copies wait. */
function knowsLocations({ shares, locations }: MailboxContext): boolean {
  return [...shares.parameterized.keys()].every((location) => locations.has(location));
}
