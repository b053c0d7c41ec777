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

const pollMs = 200;
/** How long a server may take to show what is established. */
const servedMs = 60_000;

/** The installer behind `edgechart init`. */
export const installHub: Installer = async ({ kubeconfig, mode, logLevel }, say) => {
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: createLog(logLevel) });
  try {
    const kind = await kindOf(api, kubeconfig);
    const pieces = kind === "plain" ? definitionPieces() : await workspacePiecesFor(api);
    const writes = await install({ api, clock: systemClock, say }, pieces, mode);
    if (kind === "plain" && mode === "apply") await untilServed(api);
    return { kind, writes };
  } finally {
    api.close();
  }
};

/** A definition is established a moment before discovery shows it, and discovery is how a runtime knows such a hub. */
async function untilServed(api: ClusterApi): Promise<void> {
  const until = systemClock.now() + servedMs;
  while (systemClock.now() < until) {
    const shown = await discover(api);
    if (shown.ok && hubKindOf(shown.resources) === "plain") return;
    await new Promise((resolve) => systemClock.after(pollMs, () => resolve(null)));
  }
  throw new CommandError(`The hub does not serve edge.kcp.io after ${servedMs / 1000} s. Look at its log.`);
}

function discover(api: ClusterApi): Promise<DiscoveryAnswer> {
  return new Promise((resolve) => api.discover("", resolve));
}

async function kindOf(api: ClusterApi, kubeconfig: string): Promise<"workspaces" | "plain"> {
  const shown = await discover(api);
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
