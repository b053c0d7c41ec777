/**
 * A mailbox: the workspace that holds what one SyncTarget must receive (R-10… …R-43).
 *
 * ```
 *   target there:  creatingWorkspace ▶ awaitingWorkspace ▶ binding ▶ discovering ▶ awaitingInputs ▶ projecting ▶ settled
 *                        refused ▶ backingOff
 *                        some copy refused ▶ impeded, fought over ▶ contended, not seen ▶ lacking, not customized ▶ flawed
 *   target gone:   deletingWorkspace ▶ awaitingDeletion ▶ gone
 *   something is unwanted: confirming ─by all that decide─▶ settling
 *   any change ▶ settling ─idle─▶ (deciding) ▶ one of the above
 * ```
 * What to do is decided from the whole of what is known, when no letter waits. Nothing is deleted before the inventory, every share
 * and the mailbox's own copies are completely seen. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { Gvr } from "../../kube/resource.ts";
import { emptyBook } from "../../placement/copies/book.ts";
import { emptyShares } from "../../placement/mailbox/shares_book.ts";
import { labelled, parametersTopic, placementsTopic, targetOfTopic } from "../addresses.ts";
import { inventoryGate, type ReachCard } from "../edge_placement/context.ts";
import type { ParametersCard } from "../location.ts";
import { awaitingInventory, deciding, settling } from "./decision.ts";
import { listening, note, remember } from "./listening.ts";
import { contended, flawed, impeded, lacking, settled } from "./outcome.ts";
import { awaitingInputs, confirming, projecting } from "./projection.ts";
import { noProof } from "./proof.ts";
import { mailboxSetup } from "./setup.ts";
import {
  awaitingDeletion,
  awaitingWorkspace,
  backingOff,
  binding,
  creatingWorkspace,
  deletingWorkspace,
  discovering,
  foreign,
} from "./workspace_life.ts";

/** Anything that may change the decision; the facts are taken in first, the decision waits for all of them. */
const change = { target: ".settling" as const, actions: remember };

export const mailboxMachine = mailboxSetup.createMachine({
  id: "mailbox",
  context: ({ input }) => ({
    name: input.name,
    target: null,
    targetListed: false,
    gateOpen: false,
    workspace: null,
    bound: false,
    reaches: ImmutableMap<string, ReachCard>(),
    reachesListed: false,
    locations: ImmutableMap<string, ParametersCard>(),
    locationsListed: false,
    shares: emptyShares,
    book: emptyBook,
    watched: ImmutableMap<string, Gvr>(),
    discovered: false,
    definitionsGone: ImmutableSet<string>(),
    unwatched: ImmutableSet<string>(),
    followed: ImmutableSet<string>(),
    unsynced: ImmutableSet<string>(),
    proof: noProof,
    config: null,
    configGone: null,
    configInFlight: false,
    configContest: null,
    impatient: false,
    letters: [],
    operations: [],
    configWrite: null,
    attempts: 0,
    trouble: null,
  }),
  entry: [
    {
      type: "seek",
      params: ({ context }) => ({ topic: targetOfTopic(context.name), selectors: null, as: "target" }),
    },
    {
      type: "seek",
      params: ({ context }) => ({
        topic: placementsTopic,
        selectors: [labelled(context.name)],
        as: "reach",
      }),
    },
    {
      type: "seek",
      params: ({ context }) => ({
        topic: parametersTopic,
        selectors: [labelled(context.name)],
        as: "location",
      }),
    },
    { type: "seekGate", params: { gate: inventoryGate } },
  ],
  initial: "awaitingInventory",
  on: {
    ...listening(change),
    "mailbox.needed": {},
    "gate.closed": { target: ".awaitingInventory", actions: remember },
    "workspace.created": note,
    "workspace.deletionAccepted": note,
    "binding.ensured": note,
    "request.refused": note,
    "discovery.answered": note,
    "discovery.refused": note,
    "idle.reached": {},
    "retry.due": {},
    "rediscover.due": {},
    "proof.due": {},
    "deadline.passed": {},
  },
  states: {
    settling,
    deciding,
    awaitingInventory,
    foreign,
    creatingWorkspace,
    awaitingWorkspace,
    binding,
    discovering,
    awaitingInputs,
    projecting,
    confirming,
    impeded,
    contended,
    lacking,
    flawed,
    settled,
    backingOff,
    deletingWorkspace,
    awaitingDeletion,
    gone: { type: "final" },
  },
});
