/** Reads the closing lines that uvu prints, because its exit code alone tells lies. @module */

/** Counts of tests in one file. */
export interface Summary {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
}

/** How a child process came to its end. */
export interface Ending {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** Something it started still held its output after it had ended. */
  readonly leftBehind: boolean;
}

/** The last summary in the output of a test file; null when uvu never got as far as printing one. */
export function readSummary(output: string): Summary | null {
  // deno-lint-ignore no-control-regex -- colours are control characters
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const [total, passed, skipped] = ["Total", "Passed", "Skipped"].map((word) => lastCount(plain, word));
  if (total === undefined || passed === undefined) return null;
  return { total, passed, skipped: skipped ?? 0 };
}

function lastCount(output: string, word: string): number | undefined {
  const last = [...output.matchAll(new RegExp(`^ +${word}: +(\\d+)`, "gm"))].at(-1);
  return last === undefined ? undefined : Number(last[1]);
}

/**
 * Why a file counts as failed, or null when it passed.
 *
 * uvu exits 0 after a throwing `before` hook, a throwing `after.each`, `throw "a string"` and a forgotten `run()`,
 * so a file passes only when every test it announced also passed, and there was at least one.
 */
export function verdict(ending: Ending, summary: Summary | null): string | null {
  if (ending.timedOut) return "timed out";
  if (ending.leftBehind) return "left processes behind";
  if (ending.exitCode !== 0) return `exit code ${ending.exitCode ?? "none (killed)"}`;
  if (summary === null) return "ended without running its tests (is test.run() missing?)";
  if (summary.total + summary.skipped === 0) return "has no tests (is test.run() missing?)";
  if (summary.passed !== summary.total) return `${summary.total - summary.passed} of ${summary.total} failed`;
  return null;
}
