/** JSON of which the same value always has the same bytes: keys sorted, undefined left out. @module */
import { by } from "../../kube/order.ts";

/**
 * @throws {TypeError} for what JSON cannot say exactly (functions, symbols, NaN): a trace must not lie in silence.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") return canonicalMap(value);
  throw new TypeError(`Cannot write canonical JSON: the value is ${String(value)} (${typeof value})`);
}

function canonicalMap(map: object): string {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined).sort(by(([key]) => key));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonicalJson(value)}`).join(",")}}`;
}
