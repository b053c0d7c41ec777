/** Hubs, edges and runtimes as processes of their own over TLS, and what to ask them with. @module */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { createCommands } from "../../../src/cli/commands.ts";
import { worldOpener } from "../../../src/cli/compose/open_world.ts";
import { run } from "../../../src/cli/run.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { createFakeTerminal } from "../fake_terminal.ts";

export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const main = new URL("../../../src/cli/main.ts", import.meta.url).pathname;

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it said when it was up. */
  readonly up: Readonly<Record<string, string>>;
}

/** Everything that one test file starts; `close` ends it all. */
export class Processes {
  readonly home = mkdtempSync(join(tmpdir(), "edgechart-hubs-"));
  readonly #children = new Set<ChildProcess>();
  readonly #apis: ClusterApi[] = [];

  /** Starts a command that stays up. */
  start(...args: string[]): Promise<Running> {
    const child = this.#spawn([...args, "--json"]);
    this.#children.add(child);
    child.stderr?.on("data", (chunk) => process.stderr.write(chunk));
    return new Promise((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`edgechart ${args[0]} ended with ${code}`)));
      let text = "";
      child.stdout?.on("data", (chunk) => {
        text += String(chunk);
        const line = text.split("\n").find((one) => one.includes('"up"'));
        if (line !== undefined) resolve({ child, up: JSON.parse(line) });
      });
    });
  }

  /** An edge cluster, which is a Kubernetes without workspaces, and so can be a hub too. Resolves to its kubeconfig. */
  async serveKubernetes(name: string): Promise<string> {
    const { up } = await this.start("edge", "serve", "--name", name, "--data-dir", join(this.home, name));
    return up["kubeconfig"]!;
  }

  end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    this.#children.delete(child);
    return new Promise((resolve) => {
      child.removeAllListeners("exit");
      child.once("exit", () => resolve());
      child.kill(signal);
    });
  }

  async connect(kubeconfig: string): Promise<ClusterApi> {
    const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: silent });
    this.#apis.push(api);
    return api;
  }

  async close(): Promise<void> {
    for (const api of this.#apis) api.close();
    await Promise.all([...this.#children].map((child) => this.end(child, "SIGKILL")));
    rmSync(this.home, { recursive: true, force: true });
  }

  #spawn(args: readonly string[]): ChildProcess {
    const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check", main] : [main];
    const env = { ...process.env, EDGECHART_DATA_DIR: join(this.home, "data") };
    return spawn(process.execPath, [...runtime, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  }
}

/** Runs a command that ends by itself, in this process: starting one takes seconds on a busy machine. */
export async function edgechart(...args: string[]): Promise<Outcome> {
  const terminal = createFakeTerminal();
  const code = await run(createCommands(worldOpener), args, terminal);
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return { code, stdout: text(terminal.printed), stderr: text(terminal.complaints) };
}

/** The real kubectl, with a kubeconfig and a text for its standard input. */
export function kubectl(kubeconfig: string, line: string, input = ""): Promise<Outcome> {
  const child = spawn("kubectl", ["--kubeconfig", kubeconfig, ...line.split(" ")]);
  child.stdin.end(input);
  return finished(child);
}

function finished(child: ChildProcess): Promise<Outcome> {
  const texts = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => texts.stdout += String(chunk));
  child.stderr?.on("data", (chunk) => texts.stderr += String(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, ...texts }));
  });
}

export function ask(
  api: ClusterApi,
  request: Omit<ApiRequest, "cluster"> & { cluster?: string },
): Promise<ApiAnswer> {
  return new Promise((resolve) => api.call({ cluster: "", ...request }, resolve));
}

/** Resolves when it holds. @throws {Error} after a minute. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => systemClock.after(200, () => resolve(null)));
  }
  throw new Error(`Waited in vain for ${what}`);
}

/** What the actor endpoint says of one actor. */
export async function actor(
  actorsUrl: string,
  address: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const answer = await fetch(`${actorsUrl}/actors/${address}`);
  if (answer.ok) return await answer.json();
  await answer.body?.cancel();
  return null;
}
