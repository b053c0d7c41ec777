/** The program behind `bin/edgechart`: joins the commands to this process and this terminal. @module */
import process from "node:process";
import { systemClock } from "../adapters/system/system_clock.ts";
import { exitCodes } from "./command_error.ts";
import { createCommands } from "./commands.ts";
import { worldOpener } from "./compose/open_world.ts";
import { createInterrupt } from "./interrupt.ts";
import { run } from "./run.ts";
import type { Terminal } from "./terminal.ts";

const { stdout, stderr, env } = process;
const interrupt = createInterrupt(systemClock, () => process.exit(exitCodes.interrupted));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupt.signal());

// `edgechart … | head` closes the pipe early: nobody is left to tell, and that is no failure.
stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const terminal: Terminal = {
  env,
  cwd: process.cwd(),
  print: (line) => void stdout.write(`${line}\n`),
  complain: (line) => void stderr.write(`${line}\n`),
  inColour: stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb",
  interrupt,
  clock: systemClock,
};

process.exit(await run(createCommands(worldOpener), process.argv.slice(2), terminal));
