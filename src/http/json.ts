/** Answers in JSON that a client need not fetch twice. @module */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { AppEnv } from "./env.ts";
import { toSafeJson } from "./redact.ts";

/** 200 with an entity tag over the very bytes, or 304 when the client already has them (RFC 9110, 13.1.2). */
export function tagged(c: Context<AppEnv>, body: string, type: string): Response {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  if (hasTag(c.req.header("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers: { etag } });
  }
  return new Response(body, { headers: { etag, "content-type": type } });
}

/** {@link tagged} over `value` as JSON. */
export function json(c: Context<AppEnv>, value: unknown): Response {
  return tagged(c, toSafeJson(value), "application/json");
}

function hasTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
