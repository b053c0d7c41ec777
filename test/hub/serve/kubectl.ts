/** The real kubectl, against a server of the test, in a home of its own. @module */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Kubectl {
  readonly home: string;
  /** Runs kubectl with the words of a line. */
  run(command: string, input?: string): Promise<Outcome>;
  runArgs(args: readonly string[]): Promise<Outcome>;
  /** Starts a kubectl that does not end by itself. */
  start(command: string): ChildProcess;
  close(): void;
}

/** True when there is a kubectl on PATH; tests that need it are reported as skipped otherwise. */
export function hasKubectl(): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => filesIn(folder).includes("kubectl"));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // PATH may name folders that are not there
  }
}

/** A kubectl with this kubeconfig and nothing else from the machine but PATH. */
export function createKubectl(kubeconfigText: string): Kubectl {
  const home = mkdtempSync(join(tmpdir(), "edgechart-kubectl-"));
  const kubeconfig = join(home, "config");
  writeFileSync(kubeconfig, kubeconfigText, { mode: 0o600 });
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
  const start = (args: readonly string[]) => spawn("kubectl", args, { env, cwd: home });
  return {
    home,
    start: (command) => start(command.split(" ")),
    run: (command, input = "") => finish(start(command.split(" ")), input),
    runArgs: (args) => finish(start(args), ""),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

function finish(child: ChildProcess, input: string): Promise<Outcome> {
  const [stdout, stderr] = [collect(child.stdout!), collect(child.stderr!)];
  child.stdin!.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout: stdout(), stderr: stderr() }));
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => text += chunk);
  return () => text;
}
