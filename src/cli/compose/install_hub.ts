/** Installs the edge API on the hub that a kubeconfig names. @module */
import { loadAccess } from "../../adapters/kubernetes/access.ts";
import { hubKindOf, kindByAddress } from "../../adapters/kubernetes/hub_kind.ts";
import { openKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import { apiExports } from "../../kube/kcp_api.ts";
import type { ApiAnswer, ClusterApi, DiscoveryAnswer } from "../../ports/cluster_api.ts";
import { CommandError } from "../command_error.ts";
import { type Done, install } from "../init/install.ts";
import type { Piece } from "../init/piece.ts";
import { definitionPieces, inventoryExports, workspacePieces } from "../init/pieces.ts";
import type { LogLevel } from "../options.ts";
import { createLog } from "./log.ts";

/** Which hub, and whether in earnest. */
export interface InstallOptions {
  /** Absolute. */
  readonly kubeconfig: string;
  readonly mode: "apply" | "rehearse";
  readonly logLevel: LogLevel;
}

/** What kind of hub it was, and what was done. */
export interface InstallResult {
  readonly kind: "workspaces" | "plain";
  /** How many objects were written, or would be. */
  readonly writes: number;
}

/** How `init` comes by its hub; tests bring their own. */
export type Installer = (options: InstallOptions, say: (done: Done) => void) => Promise<InstallResult>;

/** The installer behind `edgechart init`. */
export const installHub: Installer = async ({ kubeconfig, mode, logLevel }, say) => {
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: createLog(logLevel) });
  try {
    const kind = await kindOf(api, kubeconfig);
    const pieces = kind === "plain" ? definitionPieces() : await workspacePiecesFor(api);
    return { kind, writes: await install({ api, clock: systemClock, say }, pieces, mode) };
  } finally {
    api.close();
  }
};

async function kindOf(api: ClusterApi, kubeconfig: string): Promise<"workspaces" | "plain"> {
  const shown = await new Promise<DiscoveryAnswer>((resolve) => api.discover("", resolve));
  if (shown.ok) {
    const kind = kindByAddress(loadAccess(kubeconfig).server) ?? hubKindOf(shown.resources);
    return kind === "workspaces" ? "workspaces" : "plain";
  }
  const why = shown.error.message;
  throw new CommandError(`Cannot look at the hub that ${kubeconfig} names: ${why}. Mend that first.`, {
    cause: shown.error,
  });
}

/** kcp has served SyncTargets and Locations itself up to v0.11; where it does not, the provider exports them. */
async function workspacePiecesFor(api: ClusterApi): Promise<readonly Piece[]> {
  const missing: string[] = [];
  for (const name of inventoryExports) {
    const answer = await new Promise<ApiAnswer>((resolve) =>
      api.call({ verb: "get", cluster: "root", resource: apiExports, name }, resolve)
    );
    if (!answer.ok && answer.error.status === 404) missing.push(name);
  }
  return workspacePieces(missing);
}
