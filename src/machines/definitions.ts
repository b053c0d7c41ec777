/** Definitions that are gone, by what they defined: proof that a resource which discovery no longer shows does not exist (F13, R-31). @module */
import type { Set as ImmutableSet } from "immutable";
import type { ObjectFact } from "../kube/facts.ts";

/** Resources, by group and resource, whose definition was seen to go, and that have not been seen to go themselves. */
export type GoneDefinitions = ImmutableSet<string>;

/** Whether an object decides which resources its server serves. */
export function isDefiner({ definer }: ObjectFact): boolean {
  return definer !== null;
}

/** What is gone after this letter: a deleted definer takes along what it defined, another one brings it back. */
export function goneAfter(
  gone: GoneDefinitions,
  { type, fact: { definer } }: { readonly type: string; readonly fact: ObjectFact },
): GoneDefinitions {
  if (definer === null) return gone;
  return type.endsWith(".deleted") ? gone.union(definer.defines) : gone.subtract(definer.defines);
}
