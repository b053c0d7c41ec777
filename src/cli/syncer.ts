/** `edgechart syncer`: one process beside one edge, which dials out to the hub and is dialled by nobody. @module */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "./command.ts";
import { CommandError, exitCodes, quoted } from "./command_error.ts";
import type { LiveSyncer, SyncerFiles } from "./compose/live_syncer.ts";
import { type CommandLine, type Flag, type Settings, sharedFlags } from "./options.ts";
import { acceptRestoredHubFlag, restoredHubOf, tellRestored } from "./restored_hub.ts";
import type { Terminal } from "./terminal.ts";

const mailboxFlag: Flag = {
  name: "mailbox-kubeconfig",
  takes: "FILE",
  help: "leads to the mailbox, on the hub",
  local: true,
};
const edgeFlag: Flag = {
  name: "edge-kubeconfig",
  takes: "FILE",
  help: "leads to the edge cluster; not needed in a pod of it",
  local: true,
};

/** How the command comes by its world; tests bring their own. */
export type SyncerOpener = (settings: Settings, files: SyncerFiles) => Promise<LiveSyncer>;

export function createSyncer(open: SyncerOpener): Command {
  const { dataDir, listen, statusInterval, logLevel, json } = sharedFlags;
  return {
    name: "syncer",
    summary: "keep one edge cluster as its mailbox says",
    usage: "--mailbox-kubeconfig FILE [--edge-kubeconfig FILE]",
    description:
      `Brings what is in the mailbox to the edge cluster, and statuses and what is asked for back. It only dials out.
What it last saw of the mailbox is kept in the data directory, so that the edge stays as it is without the hub.
A token that expires is renewed in time, and kept there too. Ctrl-C stops it; what is at the edge stays.`,
    flags: [
      mailboxFlag,
      edgeFlag,
      acceptRestoredHubFlag,
      dataDir,
      listen,
      statusInterval,
      logLevel,
      json,
    ],
    positionals: "none",
    async run(line, terminal) {
      const syncer = await open(line.settings, {
        mailboxKubeconfig: fileOf(line, mailboxFlag, terminal),
        edgeKubeconfig: edgeOf(line, terminal),
        restoredHub: restoredHubOf(line),
      });
      try {
        tell(syncer, line, terminal);
        await terminal.interrupt.asked;
      } finally {
        await syncer.close();
      }
      terminal.complain("Stopped.");
      return exitCodes.ok;
    },
  };
}

/** A pod of the edge finds its own cluster by what Kubernetes gives to every pod. */
function edgeOf(line: CommandLine, terminal: Terminal): SyncerFiles["edgeKubeconfig"] {
  const isInPod = (terminal.env["KUBERNETES_SERVICE_HOST"] ?? "") !== "";
  return !line.own.has(edgeFlag.name) && isInPod ? "in-cluster" : fileOf(line, edgeFlag, terminal);
}

/** A readable file. @throws {CommandError} when the flag is missing, or the file cannot be read. */
function fileOf({ own }: CommandLine, { name }: Flag, { cwd }: Terminal): string {
  const given = own.get(name) ?? "";
  if (given === "") throw new CommandError(`syncer needs --${name} FILE (see edgechart syncer --help)`);
  const file = resolve(cwd, given);
  try {
    readFileSync(file);
  } catch (cause) {
    throw new CommandError(`Cannot read ${quoted(given)}. Give --${name} a file that you may read.`, {
      cause,
    });
  }
  return file;
}

function tell(
  { actorsUrl, mailbox, restored }: LiveSyncer,
  { settings }: CommandLine,
  terminal: Terminal,
): void {
  if (settings.json) return terminal.print(JSON.stringify({ event: "up", actorsUrl, mailbox, restored }));
  terminal.print(`Syncing mailbox ${mailbox}, until Ctrl-C. To look at it: curl ${actorsUrl}/actors`);
  tellRestored(restored, terminal);
}
