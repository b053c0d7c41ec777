/** What a faulty proxy can do to a request, by name. @module */

/** `healthy` passes everything on. */
export type Mode =
  | "healthy"
  | "unavailable"
  | "throttled"
  | "conflict"
  | "cut"
  | "mute"
  | "emptyLists"
  | "staleLists"
  | "lostAnswers";

export const faults: readonly Exclude<Mode, "healthy">[] = [
  "unavailable",
  "throttled",
  "conflict",
  "cut",
  "mute",
  "emptyLists",
  "staleLists",
  "lostAnswers",
];

/** A request, as far as faults depend on it. */
export interface Asked {
  readonly method: string;
  readonly isWatch: boolean;
  /** A read of a collection: the first page, without a watch. */
  readonly isList: boolean;
}

export function asked(method: string, url: string): Asked {
  const { pathname, searchParams } = new URL(url, "https://proxy.invalid");
  const isWatch = searchParams.has("watch");
  const parts = pathname.replace(/^\/clusters\/[^/]+/, "").split("/").filter((part) => part !== "");
  // `api/v1/<resource>`, `apis/<group>/<version>/<resource>`, each with `namespaces/<name>/` before the resource or not.
  const [plain, grouped] = [parts[0] === "api", parts[0] === "apis"];
  const rest = plain ? parts.slice(2) : grouped ? parts.slice(3) : [];
  const isCollection = rest.length === 1 || (rest.length === 3 && rest[0] === "namespaces");
  return { method, isWatch, isList: method === "GET" && isCollection && !isWatch };
}

export function isWrite({ method }: Asked): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** What is answered instead of asking the server; null where the server is asked. */
export function refusalIn(
  mode: Mode,
  request: Asked,
): { readonly code: number; readonly reason: string } | null {
  if (mode === "unavailable") return { code: 503, reason: "ServiceUnavailable" };
  if (mode === "throttled") return { code: 429, reason: "TooManyRequests" };
  if (mode === "conflict" && isWrite(request)) return { code: 409, reason: "Conflict" };
  return null;
}
