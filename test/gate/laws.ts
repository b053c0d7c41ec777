/** The laws of the house as data: which way imports point, and which words are kept to which rooms. @module */
import { dirname, join, normalize } from "node:path";
import { importsOf, type Mention, mentionsOf } from "./source_text.ts";

/** What each room may import, besides itself. `cli` may import every room, and no room may import `cli`. */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  kube: [],
  ports: ["kube"],
  placement: ["kube"],
  machines: ["kube", "placement"],
  actors: ["machines", "placement", "ports", "kube"],
  hub: ["kube", "ports"],
  edge: ["kube", "ports", "hub"],
  confinement: ["hub", "placement", "ports", "kube"],
  "adapters/kubernetes": ["ports", "kube"],
  "adapters/memory": ["ports", "kube"],
  "adapters/sqlite": ["ports", "kube"],
  "adapters/system": ["ports", "kube"],
  http: ["ports", "kube"],
  scenario: ["actors", "ports", "kube", "placement", "adapters/memory", "hub", "edge"],
  simulation: ["scenario", "actors", "ports", "kube", "placement", "adapters/memory", "hub", "edge"],
};

/** Rooms that only compute: of the platform they may use hashing, and nothing that does I/O. */
const pureRooms = ["kube", "placement", "machines", "ports"];
const pureModules = ["node:crypto"];

/** Words that only some rooms may use, and what to use instead. */
const keptWords: readonly { pattern: RegExp; rooms: (room: string) => boolean; instead: string }[] = [
  { pattern: /\bDeno\./, rooms: isAdapterOrCli, instead: "a node: module, so that Node runs it too" },
  { pattern: /\bDate\.now\b/, rooms: isAdapter, instead: "Clock.now" },
  { pattern: /\bnew Date\(\s*\)/, rooms: isAdapter, instead: "Clock.now" },
  { pattern: /\bperformance\.now\b/, rooms: isAdapter, instead: "Clock.now" },
  { pattern: /\bMath\.random\b/, rooms: isAdapter, instead: "Randomness.next" },
  { pattern: /\brandom(?:UUID|Bytes)\b|\bgetRandomValues\b/, rooms: isAdapter, instead: "Randomness" },
  { pattern: /\bset(?:Timeout|Interval|Immediate)\s*\(/, rooms: isAdapter, instead: "Clock.after" },
  { pattern: /\.localeCompare\b/, rooms: () => false, instead: "src/kube/order.ts" },
  { pattern: /(?::|\bas|[<,|&])\s*any\b/, rooms: () => false, instead: "unknown" },
  { pattern: /\bprocess\.exit\s*\(/, rooms: (room) => room === "cli", instead: "a thrown error" },
];

/** Where a word is right after all, and why. `path` is a prefix, relative to `src`. */
const exceptions: readonly { path: string; pattern: RegExp; why: string }[] = [
  { path: "http/serve.ts", pattern: /^set/, why: "a socket's grace period passes in real time" },
  { path: "hub/serve/", pattern: /^set/, why: "sockets are drained and cut in real time" },
  { path: "hub/serve/credentials/", pattern: /^random/, why: "keys must be unguessable, not repeatable" },
];

/** One broken law, in the form `file:line: sentence`. */
export type Breach = string;

/** The room of a path below `src`: its first folder, and the second too below `adapters`. */
export function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "adapters" ? `${first}/${second}` : first;
}

/** Everything in one file that breaks a law. `path` is relative to `src`. */
export function breachesOf(path: string, source: string): Breach[] {
  const say = ({ line, text }: Mention, why: string) => `src/${path}:${line}: ${text} – ${why}`;
  const imports = importsOf(source).flatMap((mention) => {
    const why = importBreach(path, mention.text);
    return why === null ? [] : [say(mention, why)];
  });
  const words = keptWords.filter(({ rooms }) => !rooms(roomOf(path))).flatMap(({ pattern, instead }) =>
    mentionsOf(source, pattern).filter((mention) => !isExcepted(path, mention.text)).map((mention) =>
      say(mention, `use ${instead}`)
    )
  );
  const blind = mentionsOf(source, /\bimport\s*\((?!\s*["'])/).map((found) =>
    say(found, "name the module in a string")
  );
  return [...imports, ...words, ...blind, ...barrelBreach(path, source)];
}

/** Why `path` may not import `specifier`; null when it may. */
function importBreach(path: string, specifier: string): string | null {
  const room = roomOf(path);
  if (!specifier.startsWith(".")) return platformBreach(room, specifier);
  const target = normalize(join(dirname(path), specifier));
  if (target.startsWith("..")) return "src imports nothing outside src";
  if (!target.endsWith(".ts") && !target.endsWith(".json")) return "write the .ts, both runtimes need it";
  const targetRoom = roomOf(target);
  if (targetRoom === room || room === "cli") return null;
  const allowed = arrows[room];
  if (allowed === undefined) return `${room} is not a room; add it to test/gate/laws.ts and ARCHITECTURE.md`;
  return allowed.includes(targetRoom) ? null : `${room} may not import ${targetRoom}`;
}

function platformBreach(room: string, specifier: string): string | null {
  if (/^(?:https?|jsr|npm):/.test(specifier)) return "depend through package.json only";
  return specifier.startsWith("node:") && !pureModules.includes(specifier) && pureRooms.includes(room)
    ? `${room} only computes`
    : null;
}

function isExcepted(path: string, text: string): boolean {
  return exceptions.some((exception) => path.startsWith(exception.path) && exception.pattern.test(text));
}

/** A file that does nothing but pass on what others export hides where a thing lives. */
function barrelBreach(path: string, source: string): Breach[] {
  const passes = mentionsOf(source, /\bexport\s+(?:type\s+)?(?:\*|\{[^}]*\})[^;"']*\bfrom\b/);
  const star = mentionsOf(source, /\bexport\s+(?:type\s+)?\*/);
  const isBarrel = path.endsWith("/index.ts") || star.length > 0 || passes.length > 1;
  return isBarrel ? [`src/${path}:1: re-exports – import from the file that owns the thing`] : [];
}

function isAdapter(room: string): boolean {
  return room.startsWith("adapters/");
}

function isAdapterOrCli(room: string): boolean {
  return isAdapter(room) || room === "cli";
}
