/** A command of ours in a process of its own, which can be killed and started again. @module */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";

const main = new URL("../../../src/cli/main.ts", import.meta.url).pathname;
/** So much of what a process said is kept, to be told when it ends by itself. */
const saidMax = 4_000;

export class Killable {
  readonly name: string;
  readonly #args: readonly string[];
  #child: ChildProcess | null = null;
  #said = "";
  /** What the command last said when it was up. */
  up: Readonly<Record<string, string>> = {};
  /** Ends that nobody asked for, in sentences. */
  readonly unasked: string[] = [];

  /** `args` are those of `edgechart`, without `--json`. */
  constructor(name: string, args: readonly string[]) {
    this.name = name;
    this.#args = args;
  }

  /** Resolves with what the command says when it is up. Rejects when it ends instead. */
  async start(): Promise<Readonly<Record<string, string>>> {
    const runtime = "deno" in process.versions ? ["run", "--quiet", "-A", "--no-check", main] : [main];
    const options = { stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"] };
    const child = spawn(process.execPath, [...runtime, ...this.#args, "--json"], options);
    const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, string>>>();
    this.#child = child;
    this.#said = "";
    const hear = (chunk: unknown) => {
      this.#said = (this.#said + String(chunk)).slice(-saidMax);
      const line = this.#said.split("\n").find((one) => one.includes('"event":"up"') && one.endsWith("}"));
      if (line !== undefined) resolve(JSON.parse(line));
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => {
      if (this.#child !== child) return;
      this.unasked.push(`${this.name} ended by itself with ${code}: ${this.#said}`);
      reject(new Error(this.unasked.at(-1)));
    });
    return this.up = await promise;
  }

  /** kill -9; resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
}
