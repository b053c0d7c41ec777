/** Documents are large and kinds rarely change, so each document is made once for the same kinds. @module */
import type { KindDefinition } from "../../resources/kind_definition.ts";

const identities = new WeakMap<KindDefinition, number>();
let lastIdentity = 0;

/** A number for each definition object, in order of first sight; never seen outside this file. */
function identityOf(definition: KindDefinition): number {
  const known = identities.get(definition);
  if (known !== undefined) return known;
  lastIdentity++;
  identities.set(definition, lastIdentity);
  return lastIdentity;
}

/** Wraps `make` so that it runs once per set of definitions; keeps the `entriesMax` documents used last. */
export function cachedByKinds<T>(
  entriesMax: number,
  make: (kinds: readonly KindDefinition[]) => T,
): (kinds: readonly KindDefinition[]) => T {
  const entries = new Map<string, T>();
  return (kinds) => {
    const key = kinds.map(identityOf).join();
    const made = entries.has(key) ? entries.get(key) as T : make(kinds);
    entries.delete(key);
    entries.set(key, made);
    if (entries.size > entriesMax) entries.delete(entries.keys().next().value as string);
    return made;
  };
}
