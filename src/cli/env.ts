/** `edgechart env`: what a shell must know so that `kubectl` finds the hub and the edges. @module */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./command.ts";
import { exitCodes } from "./command_error.ts";
import { type Settings, sharedFlags } from "./options.ts";
import { programRoot, shellWord } from "./places.ts";
import type { Terminal } from "./terminal.ts";

export const env: Command = {
  name: "env",
  summary: "print shell exports for kubectl",
  usage: "",
  description: `Prints exports of KUBECONFIG and PATH for a POSIX shell: eval "$(bin/edgechart env)".`,
  flags: [sharedFlags.dataDir, sharedFlags.json],
  positionals: "none",
  run: ({ settings }, terminal) => {
    const files = kubeconfigs(settings);
    if (!existsSync(files[0] ?? "")) {
      terminal.complain(`There is no ${files[0]} yet: "edgechart start" makes it.`);
    }
    printExports(files, settings, terminal);
    return Promise.resolve(exitCodes.ok);
  },
};

/** The first decides the current context. */
function kubeconfigs({ dataDir }: Settings): readonly string[] {
  return ["admin.kubeconfig", "edges.kubeconfig"].map((name) => join(dataDir, name));
}

function printExports(files: readonly string[], { json }: Settings, terminal: Terminal): void {
  const [bin, kubeconfig] = [join(programRoot, "bin"), files.join(":")];
  if (json) return terminal.print(JSON.stringify({ KUBECONFIG: kubeconfig, PATH: bin }));
  terminal.print(`export KUBECONFIG=${shellWord(kubeconfig)}`);
  terminal.print(`export PATH=${shellWord(bin)}:"$PATH"`);
}
