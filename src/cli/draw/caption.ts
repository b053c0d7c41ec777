/** The small print in a state's box: what it waits for, and for how long. @module */
import type { ChartState } from "./chart.ts";

const lineMax = 30;

/** Lines under the name of a state; none for a state of rest. */
export function captionOf({ waitsFor, deadlineMs }: ChartState): string[] {
  const words = waitsFor === null ? [] : wrap(`waits for ${waitsFor}`);
  return deadlineMs === null ? words : [...words, `at most ${durationOf(deadlineMs)}`];
}

/** `90_000` → `1 min 30 s`. */
export function durationOf(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineMax) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
