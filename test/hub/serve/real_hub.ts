/** Real hubs behind the HTTPS server, for tests with real clients. @module */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import {
  startPlainControllers,
  startWorkspaceControllers,
} from "../../../src/hub/controllers/start_controllers.ts";
import { logicalClusters, workspaces } from "../../../src/kube/kcp_api.ts";
import { createHub, type Hub, type Profile } from "../../../src/hub/hub.ts";
import { plainProfileKinds } from "../../../src/hub/kinds/plain_profile.ts";
import { workspaceProfileKinds } from "../../../src/hub/kinds/workspace_profile.ts";
import { type RunningServer, serveHub } from "../../../src/hub/serve/serve_hub.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { recordingLog } from "./client.ts";

export interface RealServer {
  readonly hub: Hub;
  readonly running: RunningServer;
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Serves a hub of a profile with its controllers; resolves when what must exist from the beginning does. */
export async function startRealServer(profile: Profile): Promise<RealServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "edgechart-real-"));
  const ports = { clock: systemClock, randomness: seededRandomness(7), log: recordingLog() };
  const kinds = profile === "plain" ? plainProfileKinds() : workspaceProfileKinds();
  const hub = createHub({ ...ports, profile, kinds, store: createMemoryStore() });
  const running = await serveHub({ ...ports, hub, listen: "127.0.0.1:0", dataDir });
  const certificate = running.caData;
  const controllers = profile === "plain"
    ? { ...startPlainControllers({ ...ports, hub }, { certificate }), isDone: () => true }
    : startWorkspaceControllers({ ...ports, hub }, {
      certificate,
      baseUrl: running.url,
      serviceProvider: "none",
      issueToken: () => "token",
    });
  while (!controllers.isDone()) await turn();
  if (profile === "workspaces") await untilReady(hub);
  return {
    hub,
    running,
    dataDir,
    close: async () => {
      controllers.stop();
      await running.close();
      hub.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until every workspace is ready; what readiness leads to is written in the same turns. */
async function untilReady(hub: Hub): Promise<void> {
  const phases = () =>
    hub.objects.list({ cluster: "*", resource: logicalClusters }).concat(
      hub.objects.list({ cluster: "*", resource: workspaces }),
    ).map(({ status }) => (status as { phase?: string } | undefined)?.phase);
  while (phases().some((phase) => phase !== "Ready")) await turn();
  for (let turns = 0; turns < 20; turns++) await turn();
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
