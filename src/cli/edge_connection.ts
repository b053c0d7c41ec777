/** `--edge [WORKSPACE:]SYNCTARGET=KUBECONFIG[#CONTEXT]`: an edge cluster that somebody else runs and this runtime reaches (push mode). @module */
import { resolve } from "node:path";
import { CommandError, quoted } from "./command_error.ts";
import type { Flag } from "./options.ts";

/** The flag, which `serve` has. */
export const edgeFlag: Flag = {
  name: "edge",
  takes: "SYNCTARGET=KUBECONFIG[#CONTEXT]",
  help: "reach the edge cluster of this SyncTarget; may be repeated",
  local: true,
  repeats: true,
};

/** An edge cluster, and how it is reached. */
export interface EdgeConnection {
  /** What stands before the "=": it names the edge's actors, and stays with what was made there. */
  readonly name: string;
  /** `workspace` is "" on a hub without workspaces. */
  readonly syncTarget: { readonly workspace: string; readonly name: string };
  /** Absolute. */
  readonly kubeconfig: string;
  /** Absent: the kubeconfig's current context. */
  readonly context?: string;
}

const form = /^(?:([a-z0-9:-]+):)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)=(.+?)(?:#([^/#]+))?$/;

/** Reads the flag's values. @throws {CommandError} for what is not of that form, and for a name that comes twice. */
export function edgeConnections(values: readonly string[], cwd: string): readonly EdgeConnection[] {
  const connections = values.map((value) => edgeConnection(value, cwd));
  const twice = connections.find(({ name }, at) => connections.findIndex((one) => one.name === name) < at);
  if (twice === undefined) return connections;
  throw new CommandError(`--edge names ${quoted(twice.name)} twice; one SyncTarget is one edge cluster`);
}

function edgeConnection(value: string, cwd: string): EdgeConnection {
  const [, workspace = "", syncTarget, file, context] = form.exec(value) ?? [];
  if (syncTarget === undefined || file === undefined) {
    throw new CommandError(
      `--edge takes [WORKSPACE:]SYNCTARGET=KUBECONFIG[#CONTEXT], such as root:imw-1:florin=f.kubeconfig, not ${
        quoted(value)
      }`,
    );
  }
  return {
    name: workspace === "" ? syncTarget : `${workspace}:${syncTarget}`,
    syncTarget: { workspace, name: syncTarget },
    kubeconfig: resolve(cwd, file),
    ...(context !== undefined && { context }),
  };
}
