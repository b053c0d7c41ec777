/** Reading the spec of an EdgePlacement, which a server with loose schemas may hand out as anything (F38). @module */
import type { EdgePlacementSpec } from "../kube/edge_api.ts";

type Check = (value: unknown, path: string) => void;

/**
 * The spec, if all of it has the types that the rules rely on; a selector that has them may still make no sense, which is the rules'
 * own matter. Nothing is guessed: a placement of which one half cannot be read must not act on the other.
 *
 * @throws {TypeError} that names the field.
 */
export function placementSpec(spec: unknown): EdgePlacementSpec {
  optional(fields({
    locationSelectors: listOf(fields({})),
    namespaceSelector: fields({}),
    nonNamespacedObjects: listOf(fields({
      apiGroup: text,
      resources: listOf(text),
      resourceNames: listOf(text),
      labelSelectors: listOf(fields({})),
    })),
    upsync: listOf(
      fields({ apiGroup: text, resources: listOf(text), namespaces: listOf(text), names: listOf(text) }),
    ),
  }))(spec, "spec");
  return (spec ?? {}) as EdgePlacementSpec;
}

function fail(path: string, wanted: string): never {
  throw new TypeError(`Cannot read ${path}: it is not ${wanted}`);
}

function text(value: unknown, path: string): void {
  if (typeof value !== "string") fail(path, "a text");
}

/** Fields that are absent or null are as good as not there. */
function optional(check: Check): Check {
  return (value, path) => value === undefined || value === null ? undefined : check(value, path);
}

function listOf(check: Check): Check {
  return (value, path) =>
    Array.isArray(value) ? value.forEach((item, at) => check(item, `${path}[${at}]`)) : fail(path, "a list");
}

function fields(checks: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "a map");
    const map = value as Readonly<Record<string, unknown>>;
    for (const [key, check] of Object.entries(checks)) {
      if (Object.hasOwn(map, key)) optional(check)(map[key], `${path}.${key}`);
    }
  };
}
