/** Runs one test file in a process group of its own, and leaves nothing of it behind. @module */
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { type Ending, readSummary, type Summary, verdict } from "./summary.ts";

export interface FileResult {
  readonly summary: Summary | null;
  /** Why it failed; null when it passed. */
  readonly failure: string | null;
  /** Standard output and error as they came, the last part when it was long. */
  readonly output: string;
  readonly durationMs: number;
}

const outputMax = 256 * 1024;
/** How long a finished file may take to close its output, in milliseconds. */
const lingerMs = 2000;
const underWay = new Set<ChildProcess>();

/** Runs `command` and reads what uvu said. Never rejects: whatever goes wrong is a failure of the file. */
export async function runFile(command: readonly string[], timeoutMs: number): Promise<FileResult> {
  const started = performance.now();
  const { ending, output } = await runGroup(command, timeoutMs);
  const summary = readSummary(output);
  return { summary, failure: verdict(ending, summary), output, durationMs: performance.now() - started };
}

/** Ends every file under way, for Ctrl-C. */
export function killAll(): void {
  for (const child of underWay) killGroup(child);
}

function runGroup(
  [program = "", ...args]: readonly string[],
  timeoutMs: number,
): Promise<{ ending: Ending; output: string }> {
  return new Promise((resolve) => {
    let [output, timedOut, leftBehind] = ["", false, false];
    let exitCode: number | null = null;
    const child = spawn(program, args, {
      env: cleanEnv(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    underWay.add(child);
    const limit = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, timeoutMs);
    let linger: ReturnType<typeof setTimeout> | undefined;
    const keep = (text: string) => output = (output + text).slice(-outputMax);
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.on("exit", (code) => {
      exitCode = code;
      clearTimeout(limit);
      linger = setTimeout(() => {
        leftBehind = !timedOut;
        killGroup(child);
        child.stdout.destroy();
        child.stderr.destroy();
      }, lingerMs);
    });
    const finish = () => {
      clearTimeout(limit);
      clearTimeout(linger);
      underWay.delete(child);
      killGroup(child);
      resolve({ ending: { exitCode, timedOut, leftBehind }, output });
    };
    child.on("close", finish);
    child.on("error", (error) => {
      keep(`cannot start ${program}: ${error.message}\n`);
      exitCode = 127;
      finish();
    });
  });
}

/** The group outlives its leader, so this also ends what a test started and forgot. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing is left of the group: that is the aim.
  }
}

/** Tests must not depend on how the person who runs them has set up Edgechart or their terminal. */
function cleanEnv(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("EDGECHART_"));
  return { ...Object.fromEntries(kept), NO_COLOR: "1", FORCE_COLOR: "0" };
}
