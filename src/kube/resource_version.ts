/** Comparing resourceVersions: opaque to most clients, but decimal and growing on every server we speak to (KEP-5504). @module */

/** Whether `a` is a later version than `b`. Digits are compared as digits: never as floats, which lose the low ones. */
export function isNewer(a: string, b: string): boolean {
  const [x, y] = [a.replace(/^0+(?=\d)/, ""), b.replace(/^0+(?=\d)/, "")];
  return x.length === y.length ? x > y : x.length > y.length;
}
