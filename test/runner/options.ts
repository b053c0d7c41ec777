/** What the test runner was asked to do. @module */
import { parseArgs } from "node:util";

export type Runtime = "deno" | "node";

export interface RunnerOptions {
  readonly runtimes: readonly Runtime[];
  /** Parts of paths; a file runs when it contains one of them. Empty means every file. */
  readonly filters: readonly string[];
  /** Files under way at once. */
  readonly jobs: number;
  /** Allowed per file, in milliseconds. */
  readonly timeoutMs: number;
  /** Where the files are looked for, relative to the working directory. */
  readonly root: string;
}

export const runnerHelp = `Runs every test file in a process of its own, on Deno and on Node.

Usage: deno task test [options] [part of a path …]

  --runtime deno|node|both  where to run (default both)
  --jobs N                  files at once (default 2)
  --timeout SECONDS         allowed per file (default 150)
  --root DIRECTORY          where to look for *.test.ts (default test)
  --help                    this text

Exit code 0 when everything passed, 1 when something failed, 2 when the options make no sense.
The last line is "N passed, N failed", with ", N skipped" when something was skipped.`;

/** Null when help was asked for. @throws Error that says which option is wrong and what it takes. */
export function parseRunnerOptions(args: readonly string[]): RunnerOptions | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      runtime: { type: "string", default: "both" },
      jobs: { type: "string", default: "2" },
      timeout: { type: "string", default: "150" },
      root: { type: "string", default: "test" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  return {
    runtimes: runtimesOf(values.runtime),
    filters: positionals,
    jobs: positive("--jobs", values.jobs),
    timeoutMs: positive("--timeout", values.timeout) * 1000,
    root: values.root,
  };
}

function runtimesOf(value: string): readonly Runtime[] {
  if (value === "both") return ["deno", "node"];
  if (value === "deno" || value === "node") return [value];
  throw new Error(`--runtime takes deno, node or both, not "${value}"`);
}

function positive(flag: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`${flag} takes a whole number from 1, not "${value}"`);
  }
  return number;
}
