/** Whether two JSON values say the same. @module */

/**
 * Deep equality that ignores the order of map keys, as JSON does, and takes a key whose value is `undefined` for absent.
 * The order of lists counts. Works without recursion, so that depth cannot exhaust the stack.
 */
export function equal(a: unknown, b: unknown): boolean {
  const pairs: [unknown, unknown][] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const inner = innerPairs(pair[0], pair[1]);
    if (inner === null) return false;
    for (const next of inner) pairs.push(next);
  }
  return true;
}

/** The pairs that have to be equal for these two to be; null if they differ already. */
function innerPairs(a: unknown, b: unknown): readonly [unknown, unknown][] | null {
  if (Object.is(a, b) || a === b) return [];
  if (!isContainer(a) || !isContainer(b)) return null;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length
      ? a.map((item: unknown, index): [unknown, unknown] => [item, b[index]])
      : null;
  }
  return Array.isArray(a) || Array.isArray(b) ? null : fieldPairs(a, b);
}

function fieldPairs(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): readonly [unknown, unknown][] | null {
  const keys = keysOf(a);
  if (keys.length !== keysOf(b).length) return null;
  return keys.every((key) => Object.hasOwn(b, key)) ? keys.map((key) => [a[key], b[key]]) : null;
}

function keysOf(map: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(map).filter((key) => map[key] !== undefined);
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
