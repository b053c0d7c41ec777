/** The list of actors in pages. A cursor names the last address seen, so births and deaths do not shift a page. @module */
import { Buffer } from "node:buffer";
import { byCodeUnit } from "../kube/order.ts";
import type { ActorDirectory, ActorSummary } from "../ports/actor_directory.ts";
import { badParameter, readWhole } from "./query.ts";

export const actorParameters = ["kind", "state", "limit", "cursor"] as const;
const limitDefault = 500;
const limitMax = 1000;

export interface ActorPage {
  readonly items: readonly ActorSummary[];
  /** Give it back as `cursor`, with the same filters, for what follows; null on the last page. */
  readonly nextCursor: string | null;
  /** How many match the filters, on all pages, now. */
  readonly total: number;
}

/** @throws {ProblemError} 400 for an unknown kind, an empty state, a bad limit, or a cursor of another query. */
export function readActorPage(directory: ActorDirectory, query: ReadonlyMap<string, string>): ActorPage {
  const filter = readFilter(directory, query);
  const limit = readWhole("limit", query.get("limit") ?? String(limitDefault), 1, limitMax);
  const after = readCursor(query.get("cursor"), filter);
  const all = directory.list(filter);
  const start = after === null ? 0 : firstAfter(all, after);
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const more = last !== undefined && start + limit < all.length;
  return { items, nextCursor: more ? writeCursor(last.address, filter) : null, total: all.length };
}

interface Filter {
  readonly kind?: string;
  readonly state?: string;
}

function readFilter(directory: ActorDirectory, query: ReadonlyMap<string, string>): Filter {
  const kind = query.get("kind");
  const state = query.get("state");
  const kinds = directory.kinds();
  if (kind !== undefined && !kinds.includes(kind)) {
    throw badParameter(`Parameter kind must be one of: ${kinds.join(", ") || "there are no actors yet"}.`);
  }
  if (state === "") throw badParameter("Parameter state must not be empty.");
  return { ...(kind === undefined ? {} : { kind }), ...(state === undefined ? {} : { state }) };
}

/** Index of the first summary whose address comes after `address`; the list is sorted, so it is halved. */
function firstAfter(all: readonly ActorSummary[], address: string): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byCodeUnit(all[middle]!.address, address) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function writeCursor(address: string, { kind, state }: Filter): string {
  return Buffer.from(JSON.stringify([address, kind ?? null, state ?? null])).toString("base64url");
}

function readCursor(cursor: string | undefined, { kind, state }: Filter): string | null {
  if (cursor === undefined) return null;
  const value = decodeCursor(cursor);
  const fits = Array.isArray(value) && value.length === 3 && typeof value[0] === "string" &&
    value[1] === (kind ?? null) && value[2] === (state ?? null);
  if (!fits) {
    throw badParameter("Parameter cursor must be the nextCursor of a page with the same kind and state.");
  }
  return value[0];
}

function decodeCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null; // the caller refuses whatever is not a cursor
  }
}
