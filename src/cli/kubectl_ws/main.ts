/** The program behind `bin/kubectl-ws`, which kubectl runs for `kubectl ws`. @module */
import process from "node:process";
import { systemClock } from "../../adapters/system/system_clock.ts";
import type { Log } from "../../ports/log.ts";
import { ws } from "./ws.ts";

/** A plugin speaks to a person; what it would log is of no use to them. */
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

try {
  await ws(process.argv.slice(2), {
    env: process.env,
    clock: systemClock,
    log: silent,
    print: (line) => void process.stdout.write(`${line}\n`),
  });
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
