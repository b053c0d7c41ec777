/** What a person did or has set up so that a command cannot run: one line that says what to do, exit code 2. @module */

/** Exit codes of every command. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The message is printed as it is, without a stack: "Cannot <do what>: <why>. <What to do>." */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Errors of other rooms whose message is written for the person at the keyboard. */
const spokenNames = ["CommandError", "KubeconfigError", "ListenError", "ObjectStoreError", "ScenarioError"];

/** What to print for an error that reached the top, and the exit code. A bug shows its stack: somebody must find it. */
export function explainError(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (!(error instanceof Error)) return { text: `error: ${String(error)}`, exitCode: exitCodes.failed };
  if (spokenNames.includes(error.name)) return { text: error.message, exitCode: exitCodes.usage };
  if (error.name === "NotCapable") {
    const hint = "bin/edgechart lets the program reach only what its flags name.";
    return { text: `${error.message.split(",")[0]}. ${hint}`, exitCode: exitCodes.usage };
  }
  return { text: `error: ${error.stack ?? error.message}`, exitCode: exitCodes.failed };
}

/** A value as it appears in a message: quoted, with control characters escaped. */
export function quoted(value: string): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
