/** `edgechart edge serve`: one embedded edge cluster as a process of its own, for a syncer or a runtime elsewhere. @module */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type KindConfig, parseKindConfig } from "../edge/kind_config.ts";
import { CommandError, exitCodes, quoted } from "./command_error.ts";
import type { EdgeOptions } from "./compose/live_edge.ts";
import { type CommandLine, type Flag, type Settings } from "./options.ts";
import { shellWord } from "./places.ts";
import type { Terminal } from "./terminal.ts";

const nameFlag: Flag = {
  name: "name",
  takes: "NAME",
  help: "serve: the cluster's name, such as florin",
  local: true,
};
const configFlag: Flag = {
  name: "config",
  takes: "FILE",
  help: "serve: a kind configuration: which host ports lead to it",
  local: true,
};
const dataFlag: Flag = {
  name: "data-dir",
  takes: "DIR",
  help: "serve: where it is kept, .edgechart/edges/NAME; otherwise the hub's, .edgechart",
  local: true,
};
const listenFlag: Flag = {
  name: "listen",
  takes: "HOST:PORT",
  help: "serve: its API; a free port of 127.0.0.1 if not given",
  local: true,
};
/** The flags of this action, in the order of the help text. */
export const serveFlags: readonly Flag[] = [nameFlag, configFlag, dataFlag, listenFlag];

/** An edge that is served. */
export interface ServedEdge {
  readonly url: string;
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** How the action comes by its edge; tests bring their own. The kubeconfig is written to `home/admin.kubeconfig`. */
export type EdgeOpener = (options: EdgeOptions, logLevel: Settings["logLevel"]) => Promise<ServedEdge>;

/** Serves until the person has had enough. */
export async function serveEdge(open: EdgeOpener, line: CommandLine, terminal: Terminal): Promise<number> {
  const edge = await open(optionsOf(line, terminal), line.settings.logLevel);
  try {
    tell(edge, line, terminal);
    await terminal.interrupt.asked;
  } finally {
    await edge.close();
  }
  terminal.complain("Stopped.");
  return exitCodes.ok;
}

function optionsOf({ own }: CommandLine, { cwd }: Terminal): EdgeOptions {
  const name = own.get(nameFlag.name) ?? "";
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    throw new CommandError(
      `edge serve needs --name NAME of small letters, digits and "-", not ${quoted(name)}`,
    );
  }
  return {
    name,
    portMap: kindConfigOf(own.get(configFlag.name), cwd)?.portMappings ?? [],
    home: resolve(cwd, own.get(dataFlag.name) ?? join(".edgechart", "edges", name)),
    listen: own.get(listenFlag.name) ?? "127.0.0.1:0",
  };
}

function kindConfigOf(file: string | undefined, cwd: string): KindConfig | null {
  if (file === undefined) return null;
  try {
    return parseKindConfig(readFileSync(resolve(cwd, file), "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`Cannot use ${quoted(file)} as kind configuration: ${why}`, { cause });
  }
}

function tell({ url, kubeconfig }: ServedEdge, { settings }: CommandLine, terminal: Terminal): void {
  if (settings.json) terminal.print(JSON.stringify({ event: "up", url, kubeconfig }));
  else terminal.print(`Up at ${url}, until Ctrl-C. Its kubeconfig: ${shellWord(kubeconfig)}`);
}
