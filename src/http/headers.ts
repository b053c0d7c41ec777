/** Headers that every answer carries, refusals included. @module */
import type { MiddlewareHandler } from "hono";
import type { Clock } from "../ports/clock.ts";
import type { AppEnv } from "./env.ts";

/** Everything from here, nothing inline, nobody may frame it, no form, no base. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A drawing opened by itself has its style inside and needs nothing else. */
export const drawingPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const fixed: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

/** Also tells the runtime's time (`edgechart-now`, milliseconds since the epoch), which may be virtual. */
export function createHeaders(clock: Clock): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(fixed)) c.res.headers.set(name, value);
    c.res.headers.set("edgechart-now", String(clock.now()));
    if (!c.res.headers.has("content-security-policy")) {
      c.res.headers.set("content-security-policy", pagePolicy);
    }
  };
}
