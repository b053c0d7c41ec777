/** Threads that share tasks: each takes the next one as soon as it is free. @module */
import { Worker } from "node:worker_threads";
import type { CrashReply, CrashTask } from "./task.ts";

export interface Pool {
  /** Tasks are begun in the order in which they are given. */
  perform(task: CrashTask): Promise<CrashReply>;
  close(): Promise<void>;
}

interface Waiting {
  readonly task: CrashTask;
  readonly resolve: (reply: CrashReply) => void;
}

export function createPool(size: number): Pool {
  const waiting: Waiting[] = [];
  const hands = Array.from({ length: size }, () => new Hand(() => waiting.shift()));
  return {
    perform: (task) =>
      new Promise((resolve) => {
        waiting.push({ task, resolve });
        hands.find((hand) => hand.isFree)?.take();
      }),
    close: async () => void await Promise.all(hands.map((hand) => hand.close())),
  };
}

/** One thread and what it does at the moment. */
class Hand {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url));
  readonly #next: () => Waiting | undefined;
  #busy: Waiting | undefined;

  constructor(next: () => Waiting | undefined) {
    this.#next = next;
    this.#worker.on("message", (reply: CrashReply) => this.#done(reply));
    this.#worker.on("error", (error: Error) => {
      this.#done({ effects: 0, moments: [], differences: [], trouble: `the worker ended: ${error.message}` });
    });
  }

  get isFree(): boolean {
    return this.#busy === undefined;
  }

  take(): void {
    this.#busy = this.#next();
    if (this.#busy !== undefined) this.#worker.postMessage(this.#busy.task);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #done(reply: CrashReply): void {
    this.#busy?.resolve(reply);
    this.take();
  }
}
