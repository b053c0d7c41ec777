/** Query parameters, read strictly: what is not understood is refused, never ignored. @module */
import type { Context } from "hono";
import type { AppEnv } from "./env.ts";
import { ProblemError } from "./problem.ts";

/**
 * The query's parameters by name.
 *
 * @throws {ProblemError} 400 for a name not in `known`, and for a name given twice.
 */
export function readQuery(c: Context<AppEnv>, known: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of new URL(c.req.url).searchParams) {
    if (!known.includes(name)) throw unknownParameter(name, known);
    if (found.has(name)) throw badParameter(`Parameter ${name} may be given once only.`);
    found.set(name, value);
  }
  return found;
}

/** @throws {ProblemError} 400 unless `text` is a whole number from `min` to `max`. */
export function readWhole(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw badParameter(`Parameter ${name} must be a whole number from ${min} to ${max}.`);
}

/** 400 for a value that cannot be understood. */
export function badParameter(detail: string): ProblemError {
  return new ProblemError({ status: 400, slug: "bad-parameter", detail });
}

function unknownParameter(name: string, known: readonly string[]): ProblemError {
  const hint = known.length === 0 ? "There are none here." : `Known are ${known.join(", ")}.`;
  const detail = `Parameter ${JSON.stringify(name.slice(0, 40))} is not known. ${hint}`;
  return new ProblemError({ status: 400, slug: "unknown-parameter", detail });
}
