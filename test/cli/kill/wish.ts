/** What the user of a kill run has asked for so far, and what must follow from it at each edge. @module */
import { createHash } from "node:crypto";

export interface Wish {
  /** What the common web site's page says. */
  readonly page: string;
  readonly replicas: number;
  /** Names of further ConfigMaps of the common workload. */
  readonly extras: readonly string[];
  /** Whether the placements lead to florin at all. */
  readonly florin: "in production" | "out of production";
}

export const firstWish: Wish = { page: "common", replicas: 1, extras: [], florin: "in production" };

/** Objects of ours by `<resource> <namespace>/<name>`, each with what is compared of it. */
export type Holdings = ReadonlyMap<string, string>;

export const siteKey = "configmaps commonstuff/httpd-htdocs";

/** What an edge must hold of us, exactly. Its Namespaces stay: there are objects of its owner in them. */
export function holdingsAt(edge: string, { page, replicas, extras, florin }: Wish): Holdings {
  if (edge === "florin" && florin === "out of production") return new Map();
  const special: readonly (readonly [string, string])[] = edge === "guilder"
    ? [["configmaps specialstuff/httpd-htdocs", "special"], ["deployments specialstuff/speciald", "1"]]
    : [];
  return new Map([
    [siteKey, page],
    ["deployments commonstuff/commond", String(replicas)],
    ...extras.map((name) => [`configmaps commonstuff/${name}`, contentOf(name)] as const),
    ...special,
  ]);
}

/** An extra's data, which nobody else has. */
export function contentOf(extra: string): string {
  return createHash("sha256").update(extra).digest("hex");
}

/** How many edges the common workload's summary must count. */
export function destinationsOf({ florin }: Wish): number {
  return florin === "in production" ? 2 : 1;
}

/** What is missing, too much or different, in sentences. */
export function differences(wanted: Holdings, found: Holdings): readonly string[] {
  const keys = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  return keys.filter((key) => wanted.get(key) !== found.get(key))
    .map((key) => `${key}: wanted ${wanted.get(key) ?? "nothing"}, found ${found.get(key) ?? "nothing"}`);
}
