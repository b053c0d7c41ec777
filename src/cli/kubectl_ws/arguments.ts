/** The command line of `kubectl ws`. @module */
import { parseArgs } from "node:util";

export interface GlobalFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
}

export type WsCommand =
  | { readonly kind: "current" }
  | { readonly kind: "previous" }
  | { readonly kind: "use"; readonly path: string }
  | { readonly kind: "tree" }
  | { readonly kind: "help" }
  | {
    readonly kind: "create";
    readonly name: string;
    readonly type?: string;
    readonly enter: "enter" | "stay";
    readonly existing: "refuse" | "accept";
  };

export const usage = `Manages and moves between workspaces.

  kubectl ws, kubectl ws .       say which workspace is current
  kubectl ws NAME[:NAME…]        go to a workspace below the current one
  kubectl ws ..                  go to the workspace above
  kubectl ws :root:PATH          go to a workspace by its whole path; root:PATH does the same
  kubectl ws -                   go back to the workspace before
  kubectl ws create NAME [--type TYPE] [--enter] [--ignore-existing]
  kubectl ws tree                draw the workspaces below the current one

Flags: --kubeconfig FILE, --context NAME`;

const options = {
  kubeconfig: { type: "string" },
  context: { type: "string" },
  type: { type: "string" },
  enter: { type: "boolean" },
  "ignore-existing": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads the arguments after `kubectl ws`. Throws `Error` for what has no meaning. */
export function parseCommand(
  args: readonly string[],
): { readonly command: WsCommand; readonly flags: GlobalFlags } {
  // "-" is a place and not a flag, which parseArgs knows too.
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const { kubeconfig, context } = values;
  const command: WsCommand = values.help === true ? { kind: "help" } : commandOf(positionals, values);
  return { command, flags: { kubeconfig, context } };
}

interface CreateFlags {
  readonly type?: string;
  readonly enter?: boolean;
  readonly "ignore-existing"?: boolean;
}

function commandOf(positionals: readonly string[], flags: CreateFlags): WsCommand {
  const [word = ".", name, ...more] = positionals;
  if (more.length > 0) throw new Error(`too many arguments: ${more.join(" ")}`);
  if (word === "create") return createOf(name, flags);
  if (word === "use" && name !== undefined) return placeOf(name);
  if (name !== undefined) throw new Error(`unknown command "${word}"`);
  if (word === "tree") return { kind: "tree" };
  return placeOf(word);
}

function placeOf(word: string): WsCommand {
  if (word === "." || word === "current") return { kind: "current" };
  if (word === "-") return { kind: "previous" };
  if (word === "~") throw new Error("home workspaces are not served here");
  return { kind: "use", path: word };
}

function createOf(name: string | undefined, flags: CreateFlags): WsCommand {
  if (name === undefined) throw new Error("create needs the name of the workspace");
  return {
    kind: "create",
    name,
    type: flags.type,
    enter: flags.enter === true ? "enter" : "stay",
    existing: flags["ignore-existing"] === true ? "accept" : "refuse",
  };
}
