/** A hub whose workspaces are mailboxes, and syncers between them and edges. @module */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMarker } from "../../src/actors/copies/mark.ts";
import { createSyncerRuntime } from "../../src/actors/syncer_runtime.ts";
import { openKubernetesApi } from "../../src/adapters/kubernetes/kubernetes_api.ts";
import { createInProcessApi } from "../../src/adapters/memory/in_process_api.ts";
import { createMemoryStore } from "../../src/adapters/memory/memory_store.ts";
import { systemClock } from "../../src/adapters/system/system_clock.ts";
import { systemRandomness } from "../../src/adapters/system/system_randomness.ts";
import { openEdgeAlone } from "../../src/cli/compose/live_edge.ts";
import { openHubAlone } from "../../src/cli/compose/live_hub.ts";
import { startPlainControllers } from "../../src/hub/controllers/start_controllers.ts";
import { createHub } from "../../src/hub/hub.ts";
import { edgeKinds } from "../../src/hub/kinds/edge/edge_kinds.ts";
import { definitionObject } from "../../src/hub/kinds/exports/definition_objects.ts";
import { plainProfileKinds } from "../../src/hub/kinds/plain_profile.ts";
import { configMaps, customResourceDefinitions, namespaces } from "../../src/kube/core_api.ts";
import { projectedLabel, projectedValue, syncerConfigs, theOneName } from "../../src/kube/edge_api.ts";
import { workspaces } from "../../src/kube/kcp_api.ts";
import type { KubeList, KubeObject } from "../../src/kube/object.ts";
import { masterCaller } from "../../src/ports/api_backend.ts";
import type { ApiRequest, ClusterApi } from "../../src/ports/cluster_api.ts";

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const anywhere = "127.0.0.1:0";

/** Rejects with what the server refuses. */
export function call(api: ClusterApi, request: ApiRequest): Promise<KubeObject | KubeList> {
  return new Promise((resolve, reject) => {
    api.call(request, (answer) => answer.ok ? resolve(answer.body) : reject(answer.error));
  });
}

/** Does `act` for each number below `times`, some at once. */
export async function forEach(
  times: number,
  atOnce: number,
  act: (at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < times) await act(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

export async function seconds(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1_000;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Resolves when there are so many ConfigMaps of ours in a namespace; told by a watch, so that asking costs nothing. */
export function count(api: ClusterApi, namespace: string, wanted: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const names = new Set<string>();
    const query = { labelSelector: `${projectedLabel}=${projectedValue}`, sendInitialEvents: "true" };
    const initial = { ...query, resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: "true" };
    const handle = api.watch({ cluster: "", resource: configMaps, namespace, query: initial }, {
      event: ({ type, object }) => {
        if (type !== "ADDED") return;
        names.add(object.metadata.name ?? "");
        if (names.size < wanted) return;
        handle.stop();
        resolve();
      },
      closed: (error) => reject(error ?? new Error("the watch ended")),
    });
  });
}

/** A mailbox on the hub, an edge, and a syncer between the two. */
export interface Pair {
  readonly mailbox: ClusterApi;
  readonly edge: ClusterApi;
  close(): Promise<void>;
}

export class MailboxHub {
  readonly labels = { [projectedLabel]: projectedValue };
  readonly #home: string;
  readonly #kubeconfig: string;
  readonly #root: ClusterApi;
  readonly #closeHub: () => Promise<void>;

  private constructor(home: string, kubeconfig: string, root: ClusterApi, closeHub: () => Promise<void>) {
    this.#home = home;
    this.#kubeconfig = kubeconfig;
    this.#root = root;
    this.#closeHub = closeHub;
  }

  static async open(home: string): Promise<MailboxHub> {
    const dataDir = join(home, "hub");
    const settings = { dataDir, listen: anywhere, hubListen: anywhere, hubKubeconfig: null } as const;
    const alone = await openHubAlone({ ...settings, logLevel: "silent", json: false });
    const root = await openKubernetesApi({ kubeconfig: alone.kubeconfig, clock: systemClock, log });
    return new MailboxHub(home, readFileSync(alone.kubeconfig, "utf8"), root, () => alone.close());
  }

  async openPair(name: string, kind: "served" | "in memory"): Promise<Pair> {
    const mailbox = await this.#openMailbox(name);
    const { api: edge, close } = kind === "served" ? await this.#serveEdge(name) : edgeInMemory();
    const syncer = createSyncerRuntime({
      hub: mailbox,
      edge,
      names: { edge: name, mailbox: name, cluster: "" },
      marker: createMarker("bench"),
      clock: systemClock,
      randomness: systemRandomness,
      log,
    });
    syncer.start();
    return {
      mailbox,
      edge,
      close: async () => {
        syncer.stop();
        mailbox.close();
        edge.close();
        await close();
      },
    };
  }

  async createNamespace(api: ClusterApi, name: string): Promise<void> {
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: this.labels } };
    await insist(api, { verb: "create", cluster: "", resource: namespaces, body });
  }

  /** Asks for what is in these namespaces. */
  async configure(mailbox: ClusterApi, spaces: readonly string[]): Promise<void> {
    const resources = [{ group: "", resource: "configmaps", apiVersion: "v1" }];
    const body = {
      apiVersion: "edge.kcp.io/v1alpha1",
      kind: "SyncerConfig",
      metadata: { name: theOneName },
      spec: { namespaceScope: { namespaces: spaces, resources } },
    };
    const query = { fieldManager: "bench", force: "true" };
    const at = { cluster: "", resource: syncerConfigs, name: theOneName };
    await insist(mailbox, { verb: "patch", patchType: "apply", ...at, body, query });
  }

  async close(): Promise<void> {
    this.#root.close();
    await this.#closeHub();
  }

  async #openMailbox(name: string): Promise<ClusterApi> {
    const body = { apiVersion: "tenancy.kcp.io/v1alpha1", kind: "Workspace", metadata: { name } };
    await insist(this.#root, { verb: "create", cluster: "", resource: workspaces, body });
    const text = this.#kubeconfig.replaceAll("/clusters/root\n", `/clusters/root:${name}\n`);
    const mailbox = await openKubernetesApi({ kubeconfig: { text }, clock: systemClock, log });
    await insist(mailbox, {
      verb: "create",
      cluster: "",
      resource: customResourceDefinitions,
      body: definition,
    });
    return mailbox;
  }

  async #serveEdge(name: string): Promise<{ readonly api: ClusterApi; close(): Promise<void> }> {
    const home = join(this.#home, name);
    mkdirSync(home);
    const served = await openEdgeAlone({ name, portMap: [], home, listen: anywhere }, "silent");
    const api = await openKubernetesApi({ kubeconfig: served.kubeconfig, clock: systemClock, log });
    return { api, close: () => served.close() };
  }
}

/** An edge's API server alone: where many edges are measured, it is the hub that is asked about. */
function edgeInMemory(): { readonly api: ClusterApi; close(): Promise<void> } {
  const ports = { clock: systemClock, randomness: systemRandomness, log };
  const hub = createHub({
    profile: "plain",
    store: createMemoryStore(),
    kinds: plainProfileKinds(),
    ...ports,
  });
  const controllers = startPlainControllers({ hub, ...ports }, { certificate: "" });
  const api = createInProcessApi({ backend: hub, caller: masterCaller, clock: systemClock });
  return { api, close: () => Promise.resolve(controllers.stop()) };
}

/** A new workspace, namespace or definition takes a moment before it can be written to. */
async function insist(api: ClusterApi, request: ApiRequest): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      return void await call(api, request);
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((resolve) => systemClock.after(25, () => resolve(null)));
    }
  }
}

const definition = definitionObject(edgeKinds.find(({ kind }) => kind.kind === "SyncerConfig")!.kind);
