/** A thread that plays stories with crashes, one at a time. Its parent is `pool.ts`. @module */
import { parentPort } from "node:worker_threads";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { loadScenario } from "../../../src/scenario/read/load_scenario.ts";
import { type CalmRun, playCalmly, tryCrash } from "../../../src/simulation/stories/exhaust_crashes.ts";
import type { CrashReply, CrashTask } from "./task.ts";

// Refusals are part of every play; where they were made is not looked at, and finding that out takes time.
Error.stackTraceLimit = 0;

/** The calm run of the story that was played last: tasks come story by story. */
let calm: { readonly file: string; readonly run: CalmRun } | null = null;

async function perform({ file, point }: CrashTask): Promise<CrashReply> {
  if (calm?.file !== file) calm = { file, run: await playCalmly(loadScenario(file), systemClock) };
  const { run } = calm;
  const differences = point === null ? [] : await tryCrash(run, point, systemClock);
  return { effects: run.effects, moments: point === null ? run.moments : [], differences, trouble: null };
}

parentPort?.on("message", (task: CrashTask) => {
  perform(task).then(
    (reply) => parentPort?.postMessage(reply),
    (error: unknown) => {
      const trouble = error instanceof Error ? error.message : String(error);
      parentPort?.postMessage({ effects: 0, moments: [], differences: [], trouble } satisfies CrashReply);
    },
  );
});
