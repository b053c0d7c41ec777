/** JSON Patch (RFC 6902), by fast-json-patch. @module */
import fastJsonPatch from "fast-json-patch";
import type { Operation } from "fast-json-patch";
import { parseJson, stringifyJson } from "../../kube/json.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { badRequest, tooLarge } from "../request/refusals.ts";
import { isRecord } from "../json_value.ts";

/** As kube-apiserver's limit. */
export const operationsMax = 10_000;

/**
 * `patch` applied to a copy of `target`.
 *
 * @throws KubeError 400 for what is no patch, 413 for too many operations, 422 when an operation fails.
 */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch) || !patch.every(isRecord)) {
    throw badRequest("error decoding patch: a JSON patch must be a list of operations");
  }
  if (patch.length > operationsMax) {
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${operationsMax}, got ${patch.length}`);
  }
  try {
    const copy = boxIntegers(parseJson(stringifyJson(target)));
    const operations = boxIntegers(parseJson(stringifyJson(patch))) as Operation[];
    return unboxIntegers(fastJsonPatch.applyPatch(copy, operations, true, true, true).newDocument);
  } catch (error) {
    throw new KubeError(422, "Invalid", `the server rejected our request: ${reasonOf(error)}`, {}, error);
  }
}

/** The library puts the whole document into its messages; the first line says enough. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0]! : String(error);
}

/** The library copies with JSON.stringify, which refuses a bigint: it gets a record in its place. */
const box = "\u0000int64";

function boxIntegers(value: unknown): unknown {
  if (typeof value === "bigint") return { [box]: value.toString() };
  if (Array.isArray(value)) return value.map(boxIntegers);
  return isRecord(value) ? mapFields(value, boxIntegers) : value;
}

function unboxIntegers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unboxIntegers);
  if (!isRecord(value)) return value;
  const text = Object.hasOwn(value, box) ? value[box] : undefined;
  return typeof text === "string" ? BigInt(text) : mapFields(value, unboxIntegers);
}

function mapFields(record: object, change: (value: unknown) => unknown): unknown {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
