/**
 * Proof that what is to be taken away is wanted no longer, though streams of different resources are of different ages: a SyncTarget and
 * a Location that were edited one after the other may be seen the other way round, and then for a moment nothing leads where everything
 * leads. So each source that decides is asked whether it has missed anything, and what is still unwanted when all have answered goes (S2).
 *
 * A proof is a value; every function returns a new one. @module
 */
import { Set as ImmutableSet } from "immutable";
import { edgePlacements, type SyncerConfigSpec } from "../../kube/edge_api.ts";
import { locations, syncTargets } from "../../kube/kcp_api.ts";
import { stringifyJson } from "../../kube/json.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { everywhereView, mailboxAddress, reflectorAddress, workloadAddress } from "../addresses.ts";
import type { TellParams } from "../letters.ts";

export interface Proof {
  /** Keys of what is to go, for which the sources are being asked. */
  readonly asked: ImmutableSet<string>;
  /** Addresses of those who have not answered: reflectors, and workloads that have not said which reflectors are theirs. */
  readonly awaited: ImmutableSet<string>;
  /** Keys that may go. */
  readonly proven: ImmutableSet<string>;
}

export const noProof: Proof = { asked: ImmutableSet(), awaited: ImmutableSet(), proven: ImmutableSet() };

const inventorySources = [edgePlacements, locations, syncTargets].map((gvr) =>
  reflectorAddress(everywhereView(gvr))
);

/** The key under which a spec of `the-one` stands that takes something away from it. */
export function specKey(spec: SyncerConfigSpec): string {
  return `the-one ${stringifyJson(spec)}`;
}

/** Asks for proof of these keys, unless an answer is awaited already: what comes late is asked for afterwards. */
export function ask(
  proof: Proof,
  mailbox: string,
  keys: readonly string[],
  workloads: Iterable<string>,
  resources: readonly string[],
): { readonly proof: Proof; readonly letters: readonly TellParams[] } {
  if (keys.length === 0 || !proof.awaited.isEmpty()) return { proof, letters: [] };
  const asker = mailboxAddress(mailbox);
  const helpers = [...workloads].sort(byCodeUnit).map(workloadAddress);
  const asking = (to: string): TellParams => ({
    to,
    event: { type: "confirm.requested", asker } as TellParams["event"],
  });
  const request = { type: "proof.requested", mailbox, resources };
  return {
    proof: { ...proof, asked: ImmutableSet(keys), awaited: ImmutableSet([...inventorySources, ...helpers]) },
    letters: [...inventorySources.map(asking), ...helpers.map((to) => ({ to, event: request }))],
  };
}

/** A workload has asked its reflectors; their answers are awaited in its stead. */
export function awaitSources(proof: Proof, workload: string, sources: readonly string[]): Proof {
  const address = workloadAddress(workload);
  if (!proof.awaited.has(address)) return proof;
  return answered({ ...proof, awaited: proof.awaited.union(sources) }, address);
}

/** One of those who were asked has answered. When the last has, what is still unwanted is proven to be. */
export function answered(proof: Proof, address: string): Proof {
  const awaited = proof.awaited.delete(address);
  if (!awaited.isEmpty() || proof.awaited.isEmpty()) return { ...proof, awaited };
  return { asked: proof.asked.clear(), awaited, proven: proof.proven.union(proof.asked) };
}

/** These are wanted again, or gone: what was asked or proven of them says nothing any more. */
export function forget(proof: Proof, keys: Iterable<string>): Proof {
  return { ...proof, asked: proof.asked.subtract(keys), proven: proof.proven.subtract(keys) };
}
