/** A thread that simulates the seeds that it is sent, one after another. @module */
import { parentPort } from "node:worker_threads";
import { judgeSeed } from "./judge_seed.ts";
import type { SeedAnswer, SeedJob } from "./seed_job.ts";

parentPort?.on("message", (job: SeedJob) => void work(job));

async function work(job: SeedJob): Promise<void> {
  const answer: SeedAnswer = await judgeSeed(job).then(
    (result) => ({ ok: true as const, result }),
    (error: unknown) => ({ ok: false as const, seed: job.seed, error: String(error) }),
  );
  parentPort?.postMessage(answer);
}
