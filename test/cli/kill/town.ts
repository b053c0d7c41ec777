/** Hub, runtime, two edges and two syncers, each a process of its own, and the ways of a test to them over TLS. @module */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { fetchPage } from "../../../src/cli/compose/live_edge.ts";
import { edgeExports } from "../../../src/hub/kinds/exports/edge_exports.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { createRealPace } from "../../../src/scenario/play/pace.ts";
import type { Scenario } from "../../../src/scenario/story/scenario.ts";
import type { EdgeWorld, RuntimeControl, World } from "../../../src/scenario/world.ts";
import { freePort } from "./free_port.ts";
import { Killable } from "./killable.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
export const edgeNames = ["florin", "guilder"] as const;
export type EdgeName = typeof edgeNames[number];

/** The ways to the servers, by `hub` and the names of the edges. */
export interface Apis {
  api(name: string): ClusterApi;
}

export class Town implements Apis {
  readonly home: string = mkdtempSync(join(tmpdir(), "edgechart-town-"));
  readonly processes = new Map<string, Killable>();
  readonly apis = new Map<string, ClusterApi>();
  /** Ports of this machine, by those that the scenario names. */
  readonly #ports = new Map<number, number>();
  readonly #kubeconfigs = new Map<string, string>();

  /** Starts hub and edges, and the runtime without them. The syncers must wait for their mailboxes. */
  async open({ edges }: Pick<Scenario, "edges">): Promise<void> {
    const hubListen = `127.0.0.1:${await freePort()}`;
    await this.#start("hub", ["hub", "--data-dir", this.#dir("hub"), "--hub-listen", hubListen]);
    await this.#connect("hub", join(this.#dir("hub"), "admin.kubeconfig"));
    for (const { name, kindConfig } of edges) await this.#openEdge(name, kindConfig.portMappings);
    const hub = this.#kubeconfigs.get("hub") ?? "";
    await this.#start("runtime", [
      ...["serve", "--hub-kubeconfig", hub, "--data-dir", this.#dir("runtime")],
      ...["--listen", "127.0.0.1:0"],
    ]);
  }

  async #openEdge(name: string, mappings: Scenario["edges"][number]["kindConfig"]["portMappings"]) {
    const extraPortMappings = [];
    for (const { containerPort, hostPort } of mappings) {
      this.#ports.set(hostPort, await freePort());
      extraPortMappings.push({ containerPort, hostPort: this.#ports.get(hostPort) });
    }
    const config = join(this.home, `${name}-config.yaml`);
    const nodes = [{ role: "control-plane", extraPortMappings }];
    writeFileSync(config, JSON.stringify({ kind: "Cluster", apiVersion: "kind.x-k8s.io/v1alpha4", nodes }));
    const where = ["--data-dir", this.#dir(name), "--listen", `127.0.0.1:${await freePort()}`];
    const { kubeconfig = "" } = await this.#start(name, [
      ...["edge", "serve", "--name", name, "--config", config],
      ...where,
    ]);
    await this.#connect(name, kubeconfig);
  }

  /** Starts the syncer of an edge on its mailbox, a workspace path. */
  async openSyncer(edge: string, mailbox: string): Promise<void> {
    const name = `syncer-${edge}`;
    const text = readFileSync(this.#kubeconfigs.get("hub") ?? "", "utf8");
    const file = join(this.home, `${name}.kubeconfig`);
    writeFileSync(file, text.replaceAll("/clusters/root\n", `/clusters/${mailbox}\n`), { mode: 0o600 });
    const files = ["--mailbox-kubeconfig", file, "--edge-kubeconfig", this.#kubeconfigs.get(edge) ?? ""];
    await this.#start(name, ["syncer", ...files, "--data-dir", this.#dir(name), "--listen", "127.0.0.1:0"]);
  }

  /** The world as a story is played in it: runtime and faults are other people's business here. */
  world(): World {
    return {
      pace: createRealPace(systemClock),
      wall: systemClock,
      hub: this.api("hub"),
      edges: new Map(edgeNames.map((name) => [name, this.#edgeWorld(name)])),
      builtins: new Map([["edge-exports", edgeExports()]]),
      runtime: elsewhere,
      journal: null,
    };
  }

  #edgeWorld(name: string): EdgeWorld {
    return {
      api: this.api(name),
      fetchPage: (hostPort) => fetchPage(this.#ports.get(hostPort) ?? hostPort),
      disconnect: () => {},
      reconnect: () => {},
    };
  }

  api(name: string): ClusterApi {
    const api = this.apis.get(name);
    if (api === undefined) throw new Error(`There is no way to ${name}`);
    return api;
  }

  process(name: string): Killable {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`There is no process ${name}`);
    return found;
  }

  /** What the actors of runtime and syncers wait for, for people who look for a fault. */
  async waiting(): Promise<string> {
    const lines: string[] = [];
    for (const { name, up: { actorsUrl } } of this.processes.values()) {
      if (actorsUrl === undefined) continue;
      const { items = [] } = await (await fetch(`${actorsUrl}/actors?limit=500`)).json();
      for (const { address, state, reason, waitsFor } of items) {
        if (waitsFor === null && !/^(mailbox|edgeCluster)\//.test(address)) continue;
        const one = await (await fetch(`${actorsUrl}/actors/${address}`)).text();
        lines.push(`${name}: ${address} ${state}, ${reason}: ${one.slice(0, 3_000)}`);
      }
    }
    return lines.join("\n");
  }

  async close(): Promise<void> {
    for (const api of this.apis.values()) api.close();
    await Promise.all([...this.processes.values()].map((one) => one.kill()));
    rmSync(this.home, { recursive: true, force: true });
  }

  #dir(name: string): string {
    const path = join(this.home, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }

  async #start(name: string, args: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const started = new Killable(name, args);
    this.processes.set(name, started);
    return await started.start();
  }

  async #connect(name: string, kubeconfig: string): Promise<void> {
    this.#kubeconfigs.set(name, kubeconfig);
    this.apis.set(name, await openKubernetesApi({ kubeconfig, clock: systemClock, log: silent }));
  }
}

/** The runtime is a process among others, and is killed as such. */
const elsewhere: RuntimeControl = {
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  directory: () => null,
  writes: () => ({ total: 0, newest: [] }),
  holdWatches: () => {},
  releaseWatches: () => {},
  cutWatches: () => {},
};
