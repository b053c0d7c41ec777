/** The formats that kube-apiserver checks (go-openapi/strfmt); unknown formats are ignored, as there. @module */
import { isIPv4, isIPv6 } from "node:net";

type FormatCheck = (value: string) => boolean;

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const duration = /^(\d+(\.\d+)?\s?(ns|us|µs|ms|s|m|h|d|w))+$/;

const stringFormats: ReadonlyMap<string, FormatCheck> = new Map<string, FormatCheck>([
  ["date-time", (value) => dateTime.test(value) && !Number.isNaN(Date.parse(value))],
  ["date", (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))],
  ["uuid", (value) => uuid.test(value)],
  ["byte", (value) => base64.test(value)],
  ["duration", (value) => duration.test(value)],
  ["ipv4", (value) => isIPv4(value)],
  ["ipv6", (value) => isIPv6(value)],
  ["uri", (value) => URL.canParse(value)],
]);

const integerRanges: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ["int32", [-(2n ** 31n), 2n ** 31n - 1n]],
  ["int64", [-(2n ** 63n), 2n ** 63n - 1n]],
]);

/** What is wrong with the value, or null. */
export function formatProblem(value: string | number | bigint, format: string): string | null {
  if (typeof value === "string") {
    return stringFormats.get(format)?.(value) ?? true ? null : `must be of type ${format}: "${value}"`;
  }
  const range = integerRanges.get(format);
  if (range === undefined || (typeof value === "number" && !Number.isInteger(value))) return null;
  const whole = BigInt(value);
  return whole >= range[0] && whole <= range[1] ? null : `must be of type ${format}`;
}
