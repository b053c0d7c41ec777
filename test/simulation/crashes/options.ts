/** What a person asks of `deno task crashes`. @module */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { CrashPoint } from "../../../src/simulation/stories/effect_watch.ts";
import { moments } from "../../../src/simulation/stories/exhaust_crashes.ts";

export const help =
  `Usage: deno task crashes [--scenario FILE]… [--effect I] [--moment M] [--step N] [--workers N]

Plays each story of scenarios/ without a crash, and then once for each moment of each of its effects, with the runtime
killed there and started again. Every run must end alike, with every object as often created and deleted.
Of moments at which a crash leaves the same behind, one is played; with --effect, all of them are.

  --scenario FILE  only this story; may be given more than once
  --effect I       only the I-th effect of each story, counted from 1
  --moment M       only before (the effect is not sent), during (it is applied, the answer lost) or after (it is answered)
  --step N         only every N-th effect
  --workers N      how many plays at a time; by default one for each processor

Exit code: 0 when all ends are alike, 1 when one is not, 2 when that could not be found out.`;

export interface Options {
  readonly files: readonly string[];
  readonly effect: number | null;
  readonly moment: CrashPoint["moment"] | null;
  readonly step: number;
  readonly workers: number;
}

const one = { type: "string" } as const;

/** Null when help is asked for. @throws Error with a sentence for the person. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean" },
      scenario: { type: "string", multiple: true },
      effect: one,
      moment: one,
      step: one,
      workers: one,
    },
  });
  if (values.help === true) return null;
  return {
    files: values.scenario ?? stories(),
    effect: values.effect === undefined ? null : count("--effect", values.effect),
    moment: values.moment === undefined ? null : momentOf(values.moment),
    step: count("--step", values.step ?? "1"),
    workers: count("--workers", values.workers ?? String(availableParallelism())),
  };
}

function count(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`Cannot read ${option} ${text}: a whole number from 1 is needed`);
}

function momentOf(text: string): CrashPoint["moment"] {
  const moment = moments.find((each) => each === text);
  if (moment === undefined) {
    throw new Error(`Cannot read --moment ${text}: it is one of ${moments.join(", ")}`);
  }
  return moment;
}

function stories(): readonly string[] {
  const names = readdirSync("scenarios").filter((name) =>
    name.endsWith(".yaml") && !name.endsWith("-config.yaml")
  );
  return names.sort().map((name) => join("scenarios", name));
}
