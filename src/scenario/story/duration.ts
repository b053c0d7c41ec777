/** Durations as Go and Kubernetes write them, without fractions: `500ms`, `30s`, `1m30s`, `2h`. @module */

const unitMs = new Map([["h", 3_600_000], ["m", 60_000], ["s", 1000], ["ms", 1]]);
const longestMs = 7 * 24 * 3_600_000;

/** Milliseconds, or undefined for anything that is not a duration above zero and up to seven days. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}h)?(\d{1,9}m)?(\d{1,9}s)?(\d{1,9}ms)?$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|h|m|s)/g)) {
    total += Number(amount) * (unitMs.get(unit ?? "") ?? 0);
  }
  return total > 0 && total <= longestMs ? total : undefined;
}

/** The shortest way to write whole milliseconds: `1m30s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  let text = "";
  for (const [unit, size] of unitMs) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) text += `${amount}${unit}`;
  }
  return text === "" ? "0s" : text;
}
