/** What a mailbox requests, from all that it remembers. @module */
import { Set as ImmutableSet } from "immutable";
import type { SyncerConfigSpec } from "../../kube/edge_api.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import { isStopped } from "../../placement/contest.ts";
import { isLook, type Permission, takeDue } from "../../placement/copies/operations.ts";
import { configFor } from "../../placement/mailbox/the_one.ts";
import { allLacking, lackingNow } from "../../placement/mailbox/wholeness.ts";
import { sameSpec } from "../../placement/syncer_config_equality.ts";
import { ask, forget, specKey } from "./proof.ts";
import { configMade } from "./config.ts";
import type { MailboxContext } from "./context.ts";
import { isParked, permissionApart, permissionOf } from "./permission.ts";

type Change = Partial<MailboxContext>;

function canProject(
  { target, workspace, bound, discovered, gateOpen, targetListed }: MailboxContext,
): boolean {
  return gateOpen && targetListed && target !== null && workspace?.owner === "ours" &&
    workspace.life === "alive" &&
    workspace.cluster !== null && workspace.phase === "Ready" && bound && discovered;
}

/** What to request now. Requests under way are not repeated. */
export function planWork(context: MailboxContext): Change {
  const permission = permissionOf(context);
  const impatient = context.impatient && permission === "additions";
  if (!canProject(context) || (permission === "additions" && !impatient)) {
    return { operations: [], configWrite: null, impatient, letters: [] };
  }
  const allowed = impatient ? permissionApart(context) : permission;
  const { book, operations, unproven } = takeDue(context.book, allowed, {
    isParked: isParked(context),
    isProven: (key) => context.proof.proven.has(key),
  });
  const config = planConfig({ ...context, book }, allowed);
  // A look is not the delete yet: what is proven stays so for what comes after it.
  const proof = forget(context.proof, operations.filter((one) => !isLook(one)).map(({ key }) => key));
  return {
    book,
    operations,
    configWrite: config.write,
    impatient,
    configInFlight: context.configInFlight || config.write !== null,
    ...seekProof({ ...context, book, proof }, [...unproven, ...config.unproven]),
  };
}

/** Whether somebody else keeps undoing what we write, so that it is left alone for a while (F22). */
export function isContended(context: MailboxContext): boolean {
  return !context.book.contended.isEmpty() || isStopped(context.configContest);
}

/** Asks everybody who may know that these keys are wanted after all. */
function seekProof({ proof, name, book, reaches, shares }: MailboxContext, keys: readonly string[]): Change {
  const resources = keys.flatMap((key) => {
    const gvr = book.entries.get(key)?.gvr;
    return gvr === undefined ? [] : [groupResourceKey(gvr)];
  });
  const workloads = ImmutableSet([
    ...shares.heads.keys(),
    ...reaches.map(({ workload }) => workload).values(),
  ]);
  return ask(proof, name, keys, workloads, [...new Set(resources)].sort(byCodeUnit));
}

/** A write of `the-one`, and what must be proven first. */
interface ConfigPlan {
  readonly write: MailboxContext["configWrite"];
  readonly unproven: readonly string[];
}

/** What the syncer does not find in `the-one` any more it takes off the edge: so taking away from it needs proof as well. */
function planConfig(context: MailboxContext, permission: Permission): ConfigPlan {
  if (context.configInFlight || context.trouble !== null) return { write: null, unproven: [] };
  const existing = context.config?.spec ?? null;
  const heads = [...context.shares.heads.values()];
  const [full, grown] = [configFor(heads, existing, permission), configFor(heads, existing, "additions")];
  const takesAway = full !== null && grown !== null && !sameSpec(full, grown);
  const isProven = !takesAway || context.proof.proven.has(specKey(full));
  return {
    write: writeOf(context, isProven ? full : grown, permission),
    unproven: isProven ? [] : [specKey(full)],
  };
}

function writeOf(
  context: MailboxContext,
  spec: SyncerConfigSpec | null,
  permission: Permission,
): MailboxContext["configWrite"] {
  if (spec === null) return null;
  const before = context.config?.lacking ?? allLacking;
  // What is under way is not there yet, and when it has come, one write says so of all of it.
  const isKnown = permission === "everything" && context.book.inFlight.isEmpty();
  const lacking = isKnown ? lackingNow(before, context.book) : before;
  const isSaid = context.config !== null && sameSpec(spec, context.config.spec);
  if (isSaid && lacking.join() === before.join()) return null;
  const contest = context.configContest;
  if (isStopped(contest) && contest.made === configMade({ spec, lacking })) return null;
  const { uid, resourceVersion } = context.config ?? {};
  const replaces = uid === undefined || resourceVersion === undefined ? null : { uid, resourceVersion };
  return { cluster: context.workspace?.cluster ?? "", spec, lacking, replaces };
}
