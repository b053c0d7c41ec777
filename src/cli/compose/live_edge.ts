/** One embedded edge cluster of a live world: on disk, served over HTTPS, with pages on this machine's ports. @module */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInProcessApi } from "../../adapters/memory/in_process_api.ts";
import { openSqliteStore } from "../../adapters/sqlite/sqlite_store.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import { systemRandomness } from "../../adapters/system/system_randomness.ts";
import { createSystemWeb } from "../../adapters/system/system_web.ts";
import { createEdgeCluster, type EdgeCluster } from "../../edge/edge_cluster.ts";
import type { KubeconfigEntry } from "../../hub/serve/credentials/kubeconfig.ts";
import { loadServerCredentials } from "../../hub/serve/credentials/server_credentials.ts";
import { createHubSecurity } from "../../hub/serve/hub_security.ts";
import { serveHub } from "../../hub/serve/serve_hub.ts";
import { masterCaller } from "../../ports/api_backend.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import type { EdgeSpec } from "../../scenario/story/scenario.ts";

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

export async function openLiveEdge(spec: EdgeSpec, dataDir: string, log: Log): Promise<LiveEdge> {
  const home = join(dataDir, "edges", spec.name);
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
    name: spec.name,
    store: openSqliteStore(join(home, "edge.db")),
    clock: systemClock,
    randomness: systemRandomness,
    log,
    web: createSystemWeb(),
    portMap: spec.kindConfig.portMappings,
    certificate,
    authorize,
    admission,
    kinds,
  });
  try {
    const server = await serveHub({
      hub: cluster.hub,
      listen: anyPort,
      dataDir: home,
      clock: systemClock,
      log,
      tokens: [tokens.authenticate],
    });
    const { url, caData, token } = server;
    return {
      spec,
      connect: () => createInProcessApi({ backend: cluster.hub, caller: masterCaller, clock: systemClock }),
      entry: { name: `kind-${spec.name}`, server: url, caData, token },
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
