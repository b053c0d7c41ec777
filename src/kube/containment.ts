/** Whether an object still holds everything that was put into it. @module */

/** Most paths that {@link missingPaths} names. */
const pathsMax = 20;

/**
 * Where `whole` does not hold what `part` has, as dotted paths (`spec.replicas`, `metadata.labels["a.b/c"]`), without values. At most
 * {@link pathsMax}; the rules are those of {@link contains}, and a list is named as a whole when its length differs.
 */
export function missingPaths(whole: unknown, part: unknown, path = ""): readonly string[] {
  if (contains(whole, part)) return [];
  const isList = Array.isArray(part);
  const isOpen = typeof part === "object" && part !== null && typeof whole === "object" && whole !== null &&
    isList === Array.isArray(whole) && (!isList || part.length === (whole as readonly unknown[]).length);
  if (!isOpen) return [path];
  const below = Object.entries(part).flatMap(([key, value]) => {
    const at = isList ? `${path}[${key}]` : childPath(path, key);
    return missingPaths(Object.hasOwn(whole, key) ? Reflect.get(whole, key) : undefined, value, at);
  });
  return below.slice(0, pathsMax);
}

function childPath(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/**
 * True when every field of `part` is in `whole` with the same value. Maps may hold more; lists must be as long, and each element
 * must contain the one at its place, because a list has no other identity here.
 */
export function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && whole.length === part.length &&
      part.every((element, i) => contains(whole[i], element));
  }
  if (typeof part === "object" && part !== null) {
    return typeof whole === "object" && whole !== null && !Array.isArray(whole) &&
      Object.entries(part).every(([key, value]) =>
        Object.hasOwn(whole, key) && contains((whole as Record<string, unknown>)[key], value)
      );
  }
  return Object.is(whole, part);
}
