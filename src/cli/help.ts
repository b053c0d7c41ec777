/** The help texts, made from the tables of commands and flags, so that they cannot differ from them. @module */
import type { Command } from "./command.ts";
import { type Flag, variableOf } from "./options.ts";

/** `edgechart --help`. */
export function overallHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`);
  return `Puts workloads on many edge clusters, with statechart actors.

Usage: edgechart COMMAND [options]

${rows.join("\n")}

  --help     this text; "edgechart COMMAND --help" explains one command
  --version  the version

Exit code 0 when all went well, 1 when an expectation failed, 2 when a flag, a file, a port or the
environment must be mended first.`;
}

/** `edgechart COMMAND --help`. */
export function commandHelp({ name, usage, description, flags }: Command): string {
  const help: Flag = { name: "help", takes: null, help: "this text", local: true };
  const rows = [...flags, help].map(flagRow).join("\n");
  return `Usage: edgechart ${
    [name, usage].filter((part) => part !== "").join(" ")
  }\n\n${description}\n\n${rows}`;
}

function flagRow(flag: Flag): string {
  const left = `--${flag.name}${flag.takes === null ? "" : ` ${flag.takes}`}`;
  const notes = [
    ...(flag.fallback === undefined ? [] : [`default ${flag.fallback}`]),
    ...(flag.local ? [] : [variableOf(flag)]),
  ];
  return `  ${left.padEnd(24)} ${flag.help}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}
