/** One syncer on sockets and disk: the ways to hub and edge, what it keeps, its actors, and the window on them. @module */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createSyncerRuntime } from "../../actors/syncer_runtime.ts";
import { loadAccess } from "../../adapters/kubernetes/access.ts";
import { openKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import { isMailbox } from "../../adapters/kubernetes/plain_hub/hub_cluster.ts";
import { createPlainMailbox } from "../../adapters/kubernetes/plain_hub/plain_hub.ts";
import { openSqliteStore } from "../../adapters/sqlite/sqlite_store.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import { systemRandomness } from "../../adapters/system/system_randomness.ts";
import { createApp } from "../../http/app.ts";
import { readCharts } from "../../http/charts.ts";
import { serveApp } from "../../http/serve.ts";
import type { Settings } from "../options.ts";
import { createLog } from "./log.ts";
import { loadMarker } from "./marker.ts";

export interface SyncerFiles {
  /**
   * Leads to the mailbox itself: its server ends in `/clusters/<mailbox>`, or its context's namespace is a mailbox of a hub without
   * workspaces, or the whole server is one mailbox.
   */
  readonly mailboxKubeconfig: string;
  readonly edgeKubeconfig: string;
  /** What to do with a hub that was seen to have gone back in time: keep what it does not know, or believe it. */
  readonly restoredHub: "distrusted" | "accepted";
}

export interface LiveSyncer {
  /** The actor endpoint, without a slash at its end. */
  readonly actorsUrl: string;
  /** The mailbox's name, as the kubeconfig has it. */
  readonly mailbox: string;
  /** Why nothing is deleted at the edge, or null. */
  readonly restored: string | null;
  /** Stops the actors and closes files and connections; what is at the edge stays. Idempotent. */
  close(): Promise<void>;
}

/** Opens everything, or nothing. */
export async function openLiveSyncer(settings: Settings, files: SyncerFiles): Promise<LiveSyncer> {
  const { dataDir, listen, logLevel } = settings;
  const log = createLog(logLevel);
  const closes: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const one of closes.splice(0)) await one();
  };
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const store = openSqliteStore(join(dataDir, "syncer.db"));
    closes.unshift(() => store.close());
    const open = (kubeconfig: string) => openKubernetesApi({ kubeconfig, clock: systemClock, log });
    const [hub, edge] = [await open(files.mailboxKubeconfig), await open(files.edgeKubeconfig)];
    closes.unshift(() => (hub.close(), edge.close()));
    const mailbox = mailboxIn(files.mailboxKubeconfig);
    const runtime = createSyncerRuntime({
      hub: isMailbox(mailbox) ? createPlainMailbox(hub, mailbox) : hub,
      edge,
      names: { edge: "edge", mailbox, cluster: "" },
      store,
      marker: loadMarker(dataDir),
      clock: systemClock,
      randomness: systemRandomness,
      log,
    });
    if (files.restoredHub === "accepted") runtime.acknowledgeRestore();
    closes.unshift(() => runtime.stop());
    const { directory, feed } = runtime;
    const app = createApp({ directory, feed, clock: systemClock, log, charts: readCharts() });
    const server = await serveApp({ app, listen });
    closes.unshift(() => server.close());
    runtime.start();
    return { actorsUrl: server.url, mailbox, restored: runtime.restored(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The last part of the workspace's path, or of its id: `…/clusters/root:espw:<name>`; or the namespace that is a mailbox. */
function mailboxIn(kubeconfig: string): string {
  const { server, namespace } = loadAccess(kubeconfig);
  const workspace = /\/clusters\/([^/]+)$/.exec(server)?.[1];
  if (workspace === undefined) return namespace !== null && isMailbox(namespace) ? namespace : "mailbox";
  return decodeURIComponent(workspace).split(":").at(-1) ?? workspace;
}
