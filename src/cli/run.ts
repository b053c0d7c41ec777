/** From arguments to an exit code. @module */
import type { Command } from "./command.ts";
import { CommandError, exitCodes, explainError, quoted } from "./command_error.ts";
import { commandHelp, overallHelp } from "./help.ts";
import { parseCommandLine } from "./options.ts";
import { programVersion } from "./places.ts";
import type { Terminal } from "./terminal.ts";

/** Never rejects: whatever happens is told to the terminal and becomes an exit code. */
export async function run(
  commands: readonly Command[],
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    return await dispatch(commands, args, terminal);
  } catch (error) {
    const { text, exitCode } = explainError(error);
    terminal.complain(text);
    return exitCode;
  }
}

async function dispatch(
  commands: readonly Command[],
  [name, ...rest]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if (name === undefined) throw new CommandError("edgechart needs a command (see edgechart --help)");
  if (["--help", "-h", "help"].includes(name)) return tell(terminal, overallHelp(commands));
  if (name === "--version") return tell(terminal, programVersion());
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new CommandError(`edgechart has no command ${quoted(name)} (see edgechart --help)`);
  }
  const line = parseCommandLine(command.flags, rest, terminal);
  if (line === null) return tell(terminal, commandHelp(command));
  if (line.positionals.length > 0 && command.positionals === "none") {
    throw new CommandError(
      `${name} takes no ${quoted(line.positionals[0] ?? "")} (see edgechart ${name} --help)`,
    );
  }
  return await command.run(line, terminal);
}

function tell(terminal: Terminal, text: string): number {
  terminal.print(text);
  return exitCodes.ok;
}
