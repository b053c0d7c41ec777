/** A mailbox, an edge and a syncer between them, in memory on a virtual clock, with short words for writing and reading. @module */
import { createInProcessApi } from "../../../src/adapters/memory/in_process_api.ts";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import {
  createSyncerRuntime,
  type SyncerRuntime,
  type SyncerRuntimeOptions,
} from "../../../src/actors/syncer_runtime.ts";
import { createMarker } from "../../../src/actors/copies/mark.ts";
import { startPlainControllers } from "../../../src/hub/controllers/start_controllers.ts";
import { createHub, type Hub } from "../../../src/hub/hub.ts";
import { edgeKinds } from "../../../src/hub/kinds/edge/edge_kinds.ts";
import { plainProfileKinds } from "../../../src/hub/kinds/plain_profile.ts";
import { syncerConfigs, type SyncerConfigSpec } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import type { ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { createFaultyApi, type FaultyApi } from "../../../src/scenario/faulty_api.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** One API server, as a test user writes and reads it. */
export class Server {
  readonly hub: Hub;
  readonly api: ClusterApi;

  constructor(clock: VirtualClock, seed: number) {
    const randomness = seededRandomness(seed);
    const kinds = [...plainProfileKinds(), ...edgeKinds.map(({ kind }) => kind)];
    const ports = { clock, randomness, log: silent };
    this.hub = createHub({ profile: "plain", store: createMemoryStore(), kinds, ...ports });
    startPlainControllers({ hub: this.hub, ...ports }, { certificate: "" });
    this.api = createInProcessApi({ backend: this.hub, caller: masterCaller, clock });
  }

  /** @throws what the server refuses. */
  ask(request: Omit<ApiRequest, "cluster">): KubeObject {
    const answer = this.hub.handle({ cluster: "", ...request }, masterCaller);
    if (!answer.ok) throw new Error(`The server refused: ${answer.error.message}`);
    return answer.body as KubeObject;
  }

  create(resource: Gvr, object: KubeObject): KubeObject {
    const { namespace } = object.metadata;
    return this.ask({
      verb: "create",
      resource,
      body: object,
      ...(namespace !== undefined && { namespace }),
    });
  }

  merge(resource: Gvr, namespace: string, name: string, body: unknown): KubeObject {
    const at = { resource, name, ...(namespace !== "" && { namespace }) };
    return this.ask({ ...at, verb: "patch", patchType: "merge", body });
  }

  delete(resource: Gvr, namespace: string, name: string): void {
    this.ask({ verb: "delete", resource, name, ...(namespace !== "" && { namespace }) });
  }

  find(resource: Gvr, namespace: string, name: string): KubeObject | undefined {
    const at = { verb: "get", cluster: "", resource, name, ...(namespace !== "" && { namespace }) } as const;
    const answer = this.hub.handle(at, masterCaller);
    return answer.ok ? answer.body as KubeObject : undefined;
  }
}

export class SyncerWorld {
  readonly clock: VirtualClock = new VirtualClock();
  mailbox: Server = new Server(this.clock, 1);
  edge: Server = new Server(this.clock, 2);
  wayToHub: FaultyApi = createFaultyApi(this.mailbox.api, this.clock);
  wayToEdge: FaultyApi = createFaultyApi(this.edge.api, this.clock);
  runtime: SyncerRuntime | null = null;

  /** Starts the syncer, and lets everything come to rest. */
  start(options: Partial<SyncerRuntimeOptions> = {}): this {
    this.runtime = createSyncerRuntime({
      hub: this.wayToHub.api,
      edge: this.wayToEdge.api,
      names: { edge: "florin", mailbox: "mb", cluster: "" },
      marker: createMarker("key"),
      clock: this.clock,
      randomness: seededRandomness(3),
      log: silent,
      ...options,
    });
    this.runtime.start();
    return this.rest();
  }

  stop(): this {
    this.runtime?.stop();
    this.wayToHub.cutWatches();
    this.wayToEdge.cutWatches();
    return this;
  }

  /** Puts an empty cluster in the place of the edge. */
  rebuildEdge(): void {
    this.edge = new Server(this.clock, 4);
    this.wayToEdge = createFaultyApi(this.edge.api, this.clock);
  }

  /** Puts another server in the place of the mailbox's, such as one that was restored from a backup. */
  rebuildMailbox(fill: (server: Server) => void): void {
    this.mailbox = new Server(this.clock, 1);
    fill(this.mailbox);
    this.wayToHub = createFaultyApi(this.mailbox.api, this.clock);
  }

  /** Lets `ms` go by; half a minute is enough for every retry that can succeed. */
  rest(ms = 30_000): this {
    this.clock.advance(ms);
    return this;
  }

  configure(spec: SyncerConfigSpec): this {
    const known = this.mailbox.find(syncerConfigs, "", "the-one");
    const apiVersion = "edge.kcp.io/v1alpha1";
    if (known === undefined) {
      this.mailbox.create(syncerConfigs, {
        apiVersion,
        kind: "SyncerConfig",
        metadata: { name: "the-one" },
        spec,
      });
    } else {
      this.mailbox.ask({
        verb: "update",
        resource: syncerConfigs,
        name: "the-one",
        body: { ...known, spec },
      });
    }
    return this.rest();
  }

  state(address: string): string {
    return this.runtime?.directory.find(address)?.state ?? "absent";
  }

  /** What the windows show of an actor, as text. */
  shown(address: string): string {
    const { reason, context } = this.runtime?.directory.find(address) ?? {};
    return JSON.stringify({ reason, context });
  }
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubeObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export function configMap(
  space: string,
  name: string,
  data: Readonly<Record<string, string>>,
  metadata: Partial<KubeObject["metadata"]> = {},
): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: space, ...metadata }, data };
}
