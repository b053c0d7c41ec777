/** Whether an object still holds everything that was put into it. @module */

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
