/** A hub elsewhere, wherever a kubeconfig leads. @module */
import { loadAccess } from "../../adapters/kubernetes/access.ts";
import { createHubApi } from "../../adapters/kubernetes/hub_api.ts";
import { type HubKind, hubKindOf, kindByAddress } from "../../adapters/kubernetes/hub_kind.ts";
import { openKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import { CommandError } from "../command_error.ts";
import type { LiveHub } from "./live_hub.ts";

/** How long a hub may take to show what it is; one that takes longer is found out about later. */
const lookMs = 5_000;

/** It need not answer yet, and nothing of it is ours to stop. @throws {CommandError} for a Kubernetes that is not initialized */
export async function openRemoteHub(kubeconfig: string, log: Log): Promise<LiveHub> {
  const open = () => openKubernetesApi({ kubeconfig, clock: systemClock, log });
  const isKcp = kindByAddress(loadAccess(kubeconfig).server) === "workspaces";
  const first = await open();
  const kind = isKcp ? "workspaces" : await kindOf(first, log);
  first.close();
  if (kind === "bare") {
    throw new CommandError(
      `The hub that ${kubeconfig} names does not serve edge.kcp.io. Run: edgechart init --hub-kubeconfig ${kubeconfig}`,
    );
  }
  const connect = isKcp ? open : async () => createHubApi(await open());
  return { connect, kubeconfig, close: () => Promise.resolve() };
}

/** Null for a hub that does not answer now; a person is told why, in the log. */
function kindOf(api: ClusterApi, log: Log): Promise<HubKind | null> {
  const unknown = (why: string): null => {
    log.warn({ why }, "the hub does not answer yet");
    return null;
  };
  return new Promise((resolve) => {
    const late = systemClock.after(lookMs, () => resolve(unknown(`no answer within ${lookMs} ms`)));
    api.discover("", (shown) => {
      late.cancel();
      resolve(shown.ok ? hubKindOf(shown.resources) : unknown(shown.error.message));
    });
  });
}
