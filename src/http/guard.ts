/**
 * The one gate in front of every route: who may ask (Host, Origin), how (GET, HEAD), and in which spelling.
 *
 * Loopback is not a boundary: any page in the user's browser can send requests to it, and DNS can be rebound to it
 * (CVE-2025-66414). And a check that sees another path than the handler is no check (CVE-2026-39407,
 * CVE-2026-47676), so a target with two readings is refused before any route is looked up. @module
 */
import type { Context, MiddlewareHandler } from "hono";
import type { AppEnv } from "./env.ts";
import { type Problem, problemResponse } from "./problem.ts";

type Refusal = Omit<Problem, "instance">;

const loopback = ["localhost", "127.0.0.1", "[::1]"];
const targetMax = 2048;
const foreignSites = new Set(["cross-site", "same-site"]);

/** @param hosts names besides the loopback ones that a Host header may carry, without port. */
export function createGuard(hosts: readonly string[]): MiddlewareHandler<AppEnv> {
  const known = new Set([...loopback, ...hosts.map((host) => host.toLowerCase())]);
  return async (c, next) => {
    const target = c.env?.incoming?.url ?? pathAndQuery(c.req.raw.url);
    const path = target.split("?", 1)[0] ?? "";
    const refusal = refusePath(target, path) ?? refuseHost(c, known) ?? refuseOrigin(c) ?? refuseMethod(c);
    if (refusal) return problemResponse({ ...refusal, instance: path });
    await next();
  };
}

function pathAndQuery(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Slashes and dots have one spelling here, so that no two checks can read a path differently. */
function refusePath(target: string, path: string): Refusal | null {
  const why = target.length > targetMax
    ? `it is longer than ${targetMax} characters`
    : !path.startsWith("/")
    ? "it must start with /"
    : path.includes("//")
    ? "it has an empty segment"
    : /%2f|%5c|\\/i.test(path)
    ? "a slash in an address is written as /, never encoded"
    : /%[01][0-9a-f]|%7f/i.test(path)
    ? "it has a control character"
    : path.split("/").some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
    ? "it has a dot segment"
    : decodes(path)
    ? null
    : "it is not valid percent-encoding";
  return why === null ? null : { status: 400, slug: "bad-path", detail: `Cannot read the path: ${why}.` };
}

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false; // the caller turns this into a 400
  }
}

function refuseHost(c: Context<AppEnv>, known: ReadonlySet<string>): Refusal | null {
  const host = c.req.header("host")?.toLowerCase() ?? "";
  const name = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/.exec(host)?.[1];
  if (name !== undefined && known.has(name)) return null;
  const detail = "This server answers only to its own names. Use http://127.0.0.1 with its port.";
  return { status: 421, slug: "foreign-host", detail };
}

/**
 * A request that another origin caused is refused; browsers say so in Origin, or, where they send none (a script or
 * image tag), in Sec-Fetch-Site. `same-site` is foreign too: every port of localhost is one site, and workloads of
 * edge clusters are served there. Following a link to the page is fine.
 */
function refuseOrigin(c: Context<AppEnv>): Refusal | null {
  const origin = c.req.header("origin");
  const foreign = origin !== undefined
    ? origin.toLowerCase() !== `http://${c.req.header("host")?.toLowerCase()}`
    : foreignSites.has(c.req.header("sec-fetch-site") ?? "") && !isNavigation(c);
  const detail = "This server answers no other site's pages.";
  return foreign ? { status: 403, slug: "foreign-origin", detail } : null;
}

function isNavigation(c: Context<AppEnv>): boolean {
  return c.req.header("sec-fetch-mode") === "navigate" && c.req.header("sec-fetch-dest") === "document";
}

function refuseMethod(c: Context<AppEnv>): Refusal | null {
  if (c.req.method === "GET" || c.req.method === "HEAD") return null;
  const detail = "Everything here is read-only: use GET or HEAD.";
  return { status: 405, slug: "read-only", detail, headers: { allow: "GET, HEAD" } };
}
