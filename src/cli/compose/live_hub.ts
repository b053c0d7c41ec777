/** The hub of a live world: embedded and served over HTTPS, or wherever a kubeconfig leads. @module */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInProcessApi } from "../../adapters/memory/in_process_api.ts";
import { openSqliteStore } from "../../adapters/sqlite/sqlite_store.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import { systemRandomness } from "../../adapters/system/system_randomness.ts";
import { writeAdminKubeconfig } from "../../hub/serve/credentials/kubeconfig.ts";
import { confineWrites } from "../../confinement/confine_writes.ts";
import { confinedHub } from "../../confinement/confined_hub.ts";
import { UpsyncShares } from "../../confinement/upsync_share.ts";
import { createHubSecurity, type HubSecurity } from "../../hub/serve/hub_security.ts";
import { serveHub } from "../../hub/serve/serve_hub.ts";
import { exportWorkspaces } from "../../hub/serve/virtual/export_workspace.ts";
import { masterCaller } from "../../ports/api_backend.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import { createEmbeddedHub } from "../../scenario/embedded/embedded_hub.ts";
import type { Settings } from "../options.ts";
import { createLog } from "./log.ts";
import { openRemoteHub } from "./remote_hub.ts";

export interface LiveHub {
  /** Opens a way of its own to the hub, as its administrator. */
  connect(): Promise<ClusterApi>;
  readonly kubeconfig: string;
  close(): Promise<void>;
}

export function openLiveHub(settings: Settings, log: Log): Promise<LiveHub> {
  return settings.hubKubeconfig === null
    ? openEmbedded(settings, log)
    : openRemoteHub(settings.hubKubeconfig, log);
}

/** The embedded hub without anything around it. */
export function openHubAlone(settings: Settings): Promise<LiveHub> {
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  return openEmbedded(settings, createLog(settings.logLevel));
}

/** The embedded hub: in process for the runtime, over HTTPS for everybody else. */
async function openEmbedded(settings: Settings, log: Log): Promise<LiveHub> {
  const { dataDir, hubListen: listen, durability } = settings;
  const store = openSqliteStore(join(dataDir, "hub.db"));
  const base = createHubSecurity({ profile: "workspaces", dataDir, clock: systemClock, hub: () => hub });
  const shares = new UpsyncShares(() => hub);
  const security: HubSecurity = { ...base, admission: [...base.admission, confineWrites(shares)] };
  const shared = { clock: systemClock, randomness: systemRandomness, log, security };
  const { hub, startControllers, stop } = createEmbeddedHub({ store, ...shared });
  try {
    let isReady = (): boolean => false;
    const server = await serveHub({
      hub: confinedHub(hub),
      listen,
      dataDir,
      clock: systemClock,
      log,
      tokens: [security.tokens.authenticate],
      virtualWorkspace: exportWorkspaces(hub),
      ready: () => isReady(),
      ...(durability === "kernel" ? {} : { flushed: () => store.flushed() }),
    });
    isReady = startControllers({ baseUrl: server.url, certificate: server.caData }).isDone;
    await untilReady(isReady);
    const kubeconfig = join(dataDir, "admin.kubeconfig");
    writeAdminKubeconfig(kubeconfig, server);
    return {
      connect: () =>
        Promise.resolve(createInProcessApi({ backend: hub, caller: masterCaller, clock: systemClock })),
      kubeconfig,
      async close() {
        await server.close();
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Longer than this, in milliseconds, a start is not waited for: the server says so itself at `/readyz`. */
const readyMs = 30_000;

/** Nobody is told of a hub that does not serve yet what every hub serves. */
async function untilReady(isReady: () => boolean): Promise<void> {
  const until = systemClock.now() + readyMs;
  while (!isReady() && systemClock.now() < until) {
    await new Promise<void>((resolve) => systemClock.after(10, resolve));
  }
}
