/** What a Location gives to the copies that go through it, in a form that can travel in a card. @module */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../kube/canonical_json.ts";
import { parametersOf } from "./parameters.ts";

export interface LocationParameters {
  readonly values: Readonly<Record<string, string>>;
  /** The same text for the same values, so that copies notice a change without comparing them. */
  readonly revision: string;
}

/** The parameters of a Location with these labels and annotations. */
export function locationParameters(location: Parameters<typeof parametersOf>[0]): LocationParameters {
  const values = Object.fromEntries(parametersOf(location));
  return { values, revision: createHash("sha256").update(canonicalJson(values)).digest("hex").slice(0, 32) };
}

/** One string per Location. */
export function locationKey(cluster: string, name: string): string {
  return `${cluster}/${name}`;
}
