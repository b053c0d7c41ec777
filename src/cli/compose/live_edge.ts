/** One embedded edge cluster of a live world: on disk, served over HTTPS, with pages on this machine's ports. @module */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInProcessApi } from "../../adapters/memory/in_process_api.ts";
import { openSqliteStore } from "../../adapters/sqlite/sqlite_store.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import { systemRandomness } from "../../adapters/system/system_randomness.ts";
import { createSystemWeb } from "../../adapters/system/system_web.ts";
import { createEdgeCluster, type EdgeCluster } from "../../edge/edge_cluster.ts";
import type { PortMapping } from "../../edge/kind_config.ts";
import { type KubeconfigEntry, writeKubeconfig } from "../../hub/serve/credentials/kubeconfig.ts";
import { loadServerCredentials } from "../../hub/serve/credentials/server_credentials.ts";
import { createHubSecurity } from "../../hub/serve/hub_security.ts";
import { serveHub } from "../../hub/serve/serve_hub.ts";
import { masterCaller } from "../../ports/api_backend.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import type { EdgeSpec } from "../../scenario/story/scenario.ts";
import type { ServedEdge } from "../serve_edge.ts";
import type { LogLevel } from "../options.ts";
import { createLog } from "./log.ts";

export interface LiveEdge {
  readonly spec: EdgeSpec;
  /** Opens a way of its own to the edge, as its administrator. */
  connect(): ClusterApi;
  /** Context `kind-<name>`, as kind calls it. */
  readonly entry: KubeconfigEntry;
  close(): Promise<void>;
}

/** Edges listen on a port of their own choice; people find it in the kubeconfig. */
const anyPort = "127.0.0.1:0";

/** An edge cluster and where it is kept and served. */
export interface EdgeOptions {
  readonly name: string;
  readonly portMap: readonly PortMapping[];
  /** Absolute. */
  readonly home: string;
  /** `HOST:PORT`. */
  readonly listen: string;
}

export async function openLiveEdge(spec: EdgeSpec, dataDir: string, log: Log): Promise<LiveEdge> {
  const home = join(dataDir, "edges", spec.name);
  const { name, kindConfig: { portMappings: portMap } } = spec;
  return { spec, ...await openEdge({ name, portMap, home, listen: anyPort }, log) };
}

/** Serves an edge in a process of its own, with a kubeconfig beside its data. */
export async function openEdgeAlone(options: EdgeOptions, logLevel: LogLevel): Promise<ServedEdge> {
  const { entry, close } = await openEdge(options, createLog(logLevel));
  const kubeconfig = join(options.home, "admin.kubeconfig");
  writeKubeconfig(kubeconfig, [entry]);
  return { url: entry.server, kubeconfig, close };
}

async function openEdge(
  { name, portMap, home, listen }: EdgeOptions,
  log: Log,
): Promise<Omit<LiveEdge, "spec">> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const { authority: { certificate } } = await loadServerCredentials(
    home,
    ["127.0.0.1", "localhost"],
    systemClock,
  );
  const { authorize, admission, kinds, tokens } = createHubSecurity({
    profile: "plain",
    dataDir: home,
    clock: systemClock,
    hub: () => cluster.hub,
  });
  const cluster: EdgeCluster = createEdgeCluster({
    name,
    store: openSqliteStore(join(home, "edge.db")),
    clock: systemClock,
    randomness: systemRandomness,
    log,
    web: createSystemWeb(),
    portMap,
    certificate,
    authorize,
    admission,
    kinds,
  });
  try {
    const server = await serveHub({
      hub: cluster.hub,
      listen,
      dataDir: home,
      clock: systemClock,
      log,
      tokens: [tokens.authenticate],
    });
    const { url, caData, token } = server;
    return {
      connect: () => createInProcessApi({ backend: cluster.hub, caller: masterCaller, clock: systemClock }),
      entry: { name: `kind-${name}`, server: url, caData, token },
      async close() {
        await server.close();
        cluster.stop();
      },
    };
  } catch (error) {
    cluster.stop();
    throw error;
  }
}

/** What a browser on this machine gets from a port, or null when nobody listens there. */
export async function fetchPage(
  hostPort: number,
): Promise<{ readonly status: number; readonly body: string } | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${hostPort}/`, { redirect: "manual" });
    return { status: answer.status, body: await answer.text() };
  } catch {
    // Nothing listens, or it hung up: either way there is no page, which is what the caller asks about.
    return null;
  }
}
