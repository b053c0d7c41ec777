/** What a command of `edgechart` is. @module */
import type { CommandLine, Flag } from "./options.ts";
import type { Terminal } from "./terminal.ts";

export interface Command {
  readonly name: string;
  /** One line for the table of commands. */
  readonly summary: string;
  /** What follows the name, such as `FILE… [--seed N]`. */
  readonly usage: string;
  /** A paragraph or two for `--help`. */
  readonly description: string;
  readonly flags: readonly Flag[];
  /** What may follow besides flags. */
  readonly positionals: "none" | "files";
  /** Resolves to the exit code. @throws {CommandError} for what the person must mend (exit code 2). */
  run(line: CommandLine, terminal: Terminal): Promise<number>;
}
