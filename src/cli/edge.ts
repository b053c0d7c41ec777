/** `edgechart edge serve`, `join` and `revoke`: an edge cluster of one's own, and who may sync one. @module */
import { parseDuration } from "../scenario/story/duration.ts";
import { type Administrator } from "./access/administrator.ts";
import { joinEdge } from "./access/join.ts";
import type { TargetName } from "./access/mailbox_of.ts";
import { revokeEdge } from "./access/revoke.ts";
import type { Command } from "./command.ts";
import { CommandError, quoted } from "./command_error.ts";
import { type CommandLine, type Flag, type Settings, sharedFlags } from "./options.ts";
import { type EdgeOpener, serveEdge, serveFlags } from "./serve_edge.ts";
import type { Terminal } from "./terminal.ts";

const workspaceFlag: Flag = {
  name: "workspace",
  takes: "PATH",
  help: "join, revoke: the inventory workspace of the SyncTarget, such as root:imw-1",
  local: true,
};
const serverFlag: Flag = {
  name: "server",
  takes: "URL",
  help: "join: where the edge finds the hub, if not where this command does",
  local: true,
};
const timeoutFlag: Flag = {
  name: "timeout",
  takes: "DURATION",
  help: "join: how long to wait for the mailbox",
  fallback: "60s",
  local: true,
};
const onlyFlag: Flag = {
  name: "only",
  takes: "CREDENTIAL",
  help: "revoke: end this credential and no other",
  local: true,
};

/** How the command comes by its edge and by its hub; tests bring their own. */
export interface EdgeOpeners {
  readonly serve: EdgeOpener;
  administer(settings: Settings): Promise<Administrator>;
}

export function createEdge(openers: EdgeOpeners): Command {
  return {
    name: "edge",
    summary: "serve a simulated edge cluster; let a syncer in, or put it out",
    usage: "serve --name NAME | join SYNCTARGET --workspace PATH | revoke SYNCTARGET --workspace PATH",
    description: `serve: one edge cluster with one simulated node, its API over HTTPS, with its kubeconfig at
DIR/admin.kubeconfig, and the pages of its pods on the host ports that the configuration names. Ctrl-C stops it.
join: prints a kubeconfig for the syncer of a SyncTarget, which opens its mailbox and nothing else.
revoke: ends every such credential of the SyncTarget.`,
    flags: [
      ...serveFlags,
      ...[workspaceFlag, serverFlag, timeoutFlag, onlyFlag],
      ...[sharedFlags.hubKubeconfig, sharedFlags.logLevel, sharedFlags.json],
    ],
    positionals: "files",
    run(line, terminal) {
      const [action, ...rest] = line.positionals;
      if (action === "serve" && rest.length === 0) return serveEdge(openers.serve, line, terminal);
      if ((action === "join" || action === "revoke") && rest.length === 1) {
        return administer(openers, action, line, terminal);
      }
      throw new CommandError(
        "edge takes serve, join SYNCTARGET or revoke SYNCTARGET (see edgechart edge --help)",
      );
    },
  };
}

async function administer(
  openers: EdgeOpeners,
  action: "join" | "revoke",
  line: CommandLine,
  terminal: Terminal,
): Promise<number> {
  const target = targetOf(line);
  const [server, only] = [line.own.get(serverFlag.name) ?? null, line.own.get(onlyFlag.name) ?? null];
  const timeoutMs = durationOf(line.own.get(timeoutFlag.name) ?? timeoutFlag.fallback ?? "");
  const administrator = await openers.administer(line.settings);
  try {
    return action === "join"
      ? await joinEdge(administrator, { target, server: addressOf(server), timeoutMs }, line, terminal)
      : await revokeEdge(administrator, { target, only }, line, terminal);
  } finally {
    administrator.close();
  }
}

function targetOf({ own, positionals }: CommandLine): TargetName {
  const workspace = own.get(workspaceFlag.name) ?? "";
  if (/^[a-z0-9:-]+$/.test(workspace)) return { workspace, name: positionals[1] ?? "" };
  const what = workspace === "" ? "needs" : `cannot use ${quoted(workspace)} as`;
  throw new CommandError(`edge ${positionals[0]} ${what} --workspace PATH, such as root:imw-1`);
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new CommandError(`--timeout takes a duration such as 60s, not ${quoted(text)}`);
}

function addressOf(text: string | null): string | null {
  if (text === null || /^https:\/\/[^/?#]+(\/[^?#]*)?$/.test(text)) return text;
  throw new CommandError(`--server takes an address such as https://hub.example:6443, not ${quoted(text)}`);
}
