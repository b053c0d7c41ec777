/** `edgechart init`: gives a hub that somebody else runs what Edgechart needs on it. @module */
import type { Command } from "./command.ts";
import { CommandError, exitCodes } from "./command_error.ts";
import type { Installer, InstallResult } from "./compose/install_hub.ts";
import { type CommandLine, type Flag, sharedFlags } from "./options.ts";
import type { Terminal } from "./terminal.ts";

const dryRunFlag: Flag = {
  name: "dry-run",
  takes: null,
  help: "say what would be done, and write nothing",
  local: true,
};

/** The command, over whatever installs. */
export function createInit(install: Installer): Command {
  const { hubKubeconfig, logLevel, json } = sharedFlags;
  return {
    name: "init",
    summary: "install the edge API on a hub of your own",
    usage: "--hub-kubeconfig FILE [--dry-run]",
    description:
      `On a kcp: the workspace root:espw with the APIExport edge.kcp.io. On a Kubernetes without workspaces: the
CustomResourceDefinitions of edge.kcp.io, SyncTarget and Location. What is there already is looked at before anything
is written, and what is not Edgechart's is never changed. Run it again after an update; twice does nothing twice.`,
    flags: [hubKubeconfig, dryRunFlag, logLevel, json],
    positionals: "none",
    async run({ settings, own }, terminal) {
      const { hubKubeconfig: kubeconfig, logLevel } = settings;
      if (kubeconfig === null) {
        throw new CommandError("init needs --hub-kubeconfig FILE (see edgechart init --help)");
      }
      const mode = own.get(dryRunFlag.name) === "true" ? "rehearse" : "apply";
      const result = await install(
        { kubeconfig, mode, logLevel },
        ({ object, did, text }) =>
          terminal.print(settings.json ? JSON.stringify({ event: did, object, mode }) : text),
      );
      conclude(result, mode, settings, terminal);
      return exitCodes.ok;
    },
  };
}

const hubNames = { workspaces: "a kcp", plain: "a Kubernetes without workspaces" } as const;

function conclude(
  { kind, writes }: InstallResult,
  mode: "apply" | "rehearse",
  { json }: CommandLine["settings"],
  terminal: Terminal,
): void {
  if (json) return terminal.print(JSON.stringify({ event: "done", kind, writes, mode }));
  const hub = `This hub is ${hubNames[kind]}`;
  if (writes === 0) terminal.print(`${hub}; nothing to do.`);
  else if (mode === "rehearse") terminal.print(`${hub}; ${writes} objects would be written, and none was.`);
  else terminal.print(`${hub}, and is ready; ${writes} objects written.`);
}
