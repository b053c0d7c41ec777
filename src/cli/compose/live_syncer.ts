/** One syncer on sockets and disk: the ways to hub and edge, what it keeps, its actors, and the window on them. @module */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSyncerRuntime } from "../../actors/syncer_runtime.ts";
import { type KubeconfigSource, loadAccess, tokenIn } from "../../adapters/kubernetes/access.ts";
import { claimsOf, HeldToken } from "../../adapters/kubernetes/held_token.ts";
import { openKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import { isMailbox } from "../../adapters/kubernetes/plain_hub/hub_cluster.ts";
import { createPlainMailbox } from "../../adapters/kubernetes/plain_hub/plain_hub.ts";
import { createServiceAccountCredential } from "../../adapters/kubernetes/service_account_credential.ts";
import { openSqliteStore } from "../../adapters/sqlite/sqlite_store.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import { systemRandomness } from "../../adapters/system/system_randomness.ts";
import { writePrivateFile } from "../../hub/serve/credentials/private_file.ts";
import { createApp } from "../../http/app.ts";
import { readCharts } from "../../http/charts.ts";
import { serveApp } from "../../http/serve.ts";
import type { Settings } from "../options.ts";
import type { RestoredHub } from "../restored_hub.ts";
import { createLog } from "./log.ts";
import { loadMarker } from "./marker.ts";

export interface SyncerFiles {
  /**
   * Leads to the mailbox itself: its server ends in `/clusters/<mailbox>`, or its context's namespace is a mailbox of a hub without
   * workspaces, or the whole server is one mailbox.
   */
  readonly mailboxKubeconfig: string;
  /** A file, or the cluster that this process runs in. */
  readonly edgeKubeconfig: KubeconfigSource;
  readonly restoredHub: RestoredHub;
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
  const { dataDir, listen, statusIntervalMs, logLevel } = settings;
  const log = createLog(logLevel);
  const closes: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const one of closes.splice(0)) await one();
  };
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const store = openSqliteStore(join(dataDir, "syncer.db"));
    closes.unshift(() => store.close());
    const ports = { clock: systemClock, log };
    const held = holdToken(files.mailboxKubeconfig, dataDir);
    const hub = await openKubernetesApi({
      kubeconfig: files.mailboxKubeconfig,
      ...ports,
      ...(held !== null && { token: () => held.current }),
    });
    closes.unshift(() => hub.close());
    const edge = await openKubernetesApi({ kubeconfig: files.edgeKubeconfig, ...ports });
    closes.unshift(() => edge.close());
    const mailbox = mailboxIn(files.mailboxKubeconfig);
    const runtime = createSyncerRuntime({
      hub: isMailbox(mailbox) ? createPlainMailbox(hub, mailbox) : hub,
      edge,
      names: { edge: "edge", mailbox, cluster: "" },
      store,
      ...(held !== null && { credential: createServiceAccountCredential(hub, held) }),
      marker: loadMarker(dataDir),
      statusIntervalMs,
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

/** A token that expires is held, so that it can be renewed; any other credential is used as the kubeconfig has it. */
function holdToken(kubeconfig: string, dataDir: string): HeldToken | null {
  const token = tokenIn(kubeconfig);
  if (token === null || claimsOf(token) === null) return null;
  const path = join(dataDir, "mailbox-token.json");
  return new HeldToken(token, {
    read: () => existsSync(path) ? readFileSync(path, "utf8") : null,
    write: (text) => writePrivateFile(path, text),
  });
}

/** The last part of the workspace's path, or of its id: `…/clusters/root:espw:<name>`; or the namespace that is a mailbox. */
function mailboxIn(kubeconfig: string): string {
  const { server, namespace } = loadAccess(kubeconfig);
  const workspace = /\/clusters\/([^/]+)$/.exec(server)?.[1];
  if (workspace === undefined) return namespace !== null && isMailbox(namespace) ? namespace : "mailbox";
  return decodeURIComponent(workspace).split(":").at(-1) ?? workspace;
}
