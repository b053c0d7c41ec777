/**
 * Simulates a range of seeds on as many threads as there are processors, and hands the results on in the order of the seeds: what is
 * printed does not depend on how many threads there are. @module
 */
import { Worker } from "node:worker_threads";
import type { SeedRange, SeedResult } from "../../simulation/run/seed_result.ts";
import { judgeSeed } from "./judge_seed.ts";
import type { SeedAnswer, SeedJob, SeedWorld } from "./seed_job.ts";

export interface SeedsOptions {
  readonly range: SeedRange;
  readonly on: SeedWorld;
  /** Threads beside this one; with none, seeds are simulated here. */
  readonly threads: number;
  /** Called for each seed in order; answers whether to go on. */
  judged(result: SeedResult): boolean;
}

/** @throws when the simulator itself fails at a seed. */
export async function judgeSeeds(options: SeedsOptions): Promise<void> {
  if (options.threads > 0) return await new Pool(options).run();
  const { range, on, judged } = options;
  for (let seed = range.first; seed <= range.last; seed++) {
    if (!judged(await judgeSeed({ seed, on }))) return;
  }
}

class Pool {
  readonly #options: SeedsOptions;
  readonly #workers: readonly Worker[];
  /** Results that came before their turn. */
  readonly #early = new Map<number, SeedResult>();
  #next: number;
  #due: number;
  #finish: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(options: SeedsOptions) {
    this.#options = options;
    this.#next = this.#due = options.range.first;
    const file = new URL("./seed_worker.ts", import.meta.url);
    this.#workers = Array.from({ length: options.threads }, () => new Worker(file));
  }

  async run(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        [this.#finish, this.#fail] = [resolve, reject];
        for (const worker of this.#workers) {
          worker.on("error", reject);
          worker.on("message", (answer: SeedAnswer) => this.#take(worker, answer));
          this.#send(worker);
        }
      });
    } finally {
      await Promise.all(this.#workers.map((worker) => worker.terminate()));
    }
  }

  #send(worker: Worker): void {
    const { range, on } = this.#options;
    if (this.#next > range.last) return;
    const job: SeedJob = { seed: this.#next++, on };
    worker.postMessage(job);
  }

  #take(worker: Worker, answer: SeedAnswer): void {
    if (!answer.ok) return this.#fail(new Error(`Seed ${answer.seed} cannot be simulated: ${answer.error}`));
    this.#early.set(answer.result.seed, answer.result);
    this.#send(worker);
    while (this.#early.has(this.#due)) {
      const result = this.#early.get(this.#due)!;
      this.#early.delete(this.#due++);
      if (!this.#options.judged(result) || this.#due > this.#options.range.last) return this.#finish();
    }
  }
}
