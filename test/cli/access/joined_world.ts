/** A hub over HTTPS with its runtime and two SyncTargets, and `edgechart edge join` and `revoke` to type at it. @module */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { openAdministrator } from "../../../src/cli/access/administrator.ts";
import { openLiveWorld } from "../../../src/cli/compose/live_world.ts";
import type { LiveWorld } from "../../../src/cli/compose/world.ts";
import { createEdge } from "../../../src/cli/edge.ts";
import type { Settings } from "../../../src/cli/options.ts";
import { run } from "../../../src/cli/run.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { playScenario } from "../../../src/scenario/play_scenario.ts";
import { loadScenario } from "../../../src/scenario/read/load_scenario.ts";
import { createFakeTerminal } from "../fake_terminal.ts";

const story = fileURLToPath(new URL("two_edges.yaml", import.meta.url));
const nobody = {
  scenarioStarted() {},
  stepStarted() {},
  expectationMet() {},
  failed() {},
  scenarioEnded() {},
};

export interface Typed {
  readonly code: number;
  readonly printed: string;
  readonly complaints: string;
}

export interface JoinedWorld {
  readonly home: string;
  readonly live: LiveWorld;
  /** As the administrator. */
  readonly admin: ClusterApi;
  /** Types `edgechart edge …` with the hub's data directory. */
  edge(...args: readonly string[]): Promise<Typed>;
  /** Joins a SyncTarget of root:imw-1; resolves to the path of the file. */
  join(target: string): Promise<string>;
  /** The path of the mailbox of a SyncTarget. */
  mailbox(target: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens the world and lets the story come to rest. */
export async function openJoinedWorld(): Promise<JoinedWorld> {
  const home = mkdtempSync(join(tmpdir(), "edgechart-join-"));
  const any = "127.0.0.1:0";
  const settings: Settings = {
    ...{ dataDir: join(home, "hub"), listen: any, hubListen: any, hubKubeconfig: null },
    ...{ durability: "disk", logLevel: "silent", json: false },
  };
  const live = await openLiveWorld(settings, [], [], "distrusted");
  const { ok, failures } = await playScenario(loadScenario(story), live.world, nobody);
  if (!ok) throw new Error(failures.map(({ message }) => message).join("\n"));
  const { api: admin } = await openAdministrator(settings);
  const edge = (...args: readonly string[]) => typeEdge([...args, "--data-dir", settings.dataDir]);
  let files = 0;
  return {
    ...{ home, live, admin, edge },
    async join(target) {
      const { code, printed, complaints } = await edge("join", target, "--workspace", "root:imw-1");
      if (code !== 0) throw new Error(complaints);
      const file = join(home, `${target}-${files++}.kubeconfig`);
      writeFileSync(file, printed, { mode: 0o600 });
      return file;
    },
    async mailbox(target) {
      const at = { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" };
      const found = await must(admin, { verb: "get", cluster: "root:imw-1", resource: at, name: target });
      return `root:espw:${found.metadata.annotations?.["kcp.io/cluster"]}-mb-${found.metadata.uid}`;
    },
    async close() {
      admin.close();
      await live.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Types `edgechart edge …`. */
export async function typeEdge(args: readonly string[]): Promise<Typed> {
  const terminal = { ...createFakeTerminal({}, "/"), clock: systemClock };
  const command = createEdge({
    serve: () => Promise.reject(new Error("must not be served")),
    administer: openAdministrator,
  });
  const code = await run([command], ["edge", ...args], terminal);
  return { code, printed: terminal.printed.join("\n"), complaints: terminal.complaints.join("\n") };
}

export function ask(api: ClusterApi, request: ApiRequest): Promise<ApiAnswer> {
  return new Promise((resolve) => api.call(request, resolve));
}

/** Rejects with what the server refuses. */
export async function must(api: ClusterApi, request: ApiRequest): Promise<KubeObject> {
  const answer = await ask(api, request);
  if (!answer.ok) throw answer.error;
  return answer.body as KubeObject;
}

/** Rejects when something does not hold within half a minute. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => systemClock.after(50, () => resolve(null)));
  }
  throw new Error(`Waited in vain for ${what}`);
}
