/** What a read asks about versions (API concepts, "Resource versions"; KEP-2340, KEP-3157). @module */
import type { Storage } from "../storage/storage.ts";
import { forbiddenField, notSupported } from "./field_error.ts";
import { badRequest, expired, invalid, tooLargeResourceVersion } from "./refusals.ts";

type Query = Readonly<Record<string, string>>;

const listOptions = { group: "meta.k8s.io", resource: "options", kind: "ListOptions" };

/** What a reader must know of the storage. */
export type RevisionRange = Pick<Storage, "revision" | "oldestFor">;

/** The revision in a resourceVersion parameter; undefined when unset. */
export function readRevision(query: Query = {}): number | undefined {
  const text = query["resourceVersion"];
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badRequest(`resourceVersion: Invalid value: ${JSON.stringify(text)}: must be a whole number`);
}

/** `resourceVersionMatch`; undefined when unset. */
export function readMatch(query: Query = {}): "Exact" | "NotOlderThan" | undefined {
  const match = query["resourceVersionMatch"];
  if (match === undefined || match === "") return undefined;
  if (match === "Exact" || match === "NotOlderThan") return match;
  throw invalid(listOptions, "", [
    notSupported("resourceVersionMatch", match, ["Exact", "NotOlderThan", ""]),
  ]);
}

/**
 * The revision of which a list without a continue token tells: the newest one, or exactly the one asked for.
 *
 * @throws KubeError 410 when it is compacted, 504 when it is not reached yet.
 */
export function listRevision(query: Query, range: RevisionRange): number {
  const { revision: newest } = range;
  const asked = readRevision(query);
  const match = readMatch(query);
  refuseMatch(asked, match);
  if (asked === undefined || asked === 0) return newest;
  if (asked > newest) throw tooLargeResourceVersion(asked, newest);
  // Without a match, a limited list is of exactly the version it names: what continue tokens were made from.
  const isExact = match === "Exact" ||
    (match === undefined && Boolean(query["limit"]) && query["limit"] !== "0");
  if (!isExact) return newest;
  const oldest = range.oldestFor(asked);
  if (asked < oldest) throw expired(asked, oldest);
  return asked;
}

function refuseMatch(asked: number | undefined, match: string | undefined): void {
  const refuse = (detail: string) => {
    throw invalid(listOptions, "", [forbiddenField("resourceVersionMatch", detail)]);
  };
  if (match !== undefined && asked === undefined) {
    refuse("resourceVersionMatch is forbidden unless resourceVersion is provided");
  }
  if (match === "Exact" && asked === 0) {
    refuse('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
}
