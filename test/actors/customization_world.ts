/** A hub with two SyncTargets, and a workload workspace whose one placement reaches both; no edges. @module */
import { createMarker } from "../../src/actors/copies/mark.ts";
import { createRuntime, type Runtime } from "../../src/actors/runtime.ts";
import { seededRandomness } from "../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { configMaps, namespaces } from "../../src/kube/core_api.ts";
import {
  customizers,
  edgePlacements,
  type Replacement,
  singlePlacementSlices,
  syncerConfigs,
} from "../../src/kube/edge_api.ts";
import { apiBindings, locations, syncTargets, workspaces } from "../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { groupResourceKey, type Gvr } from "../../src/kube/resource.ts";
import type { ApiRequest, ClusterApi } from "../../src/ports/cluster_api.ts";
import { KubeError } from "../../src/ports/kube_error.ts";
import { served, TinyServer } from "./tiny_server.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const clusterScoped = [
  workspaces,
  apiBindings,
  syncTargets,
  locations,
  edgePlacements,
  singlePlacementSlices,
];
const rows = [
  ...[...clusterScoped, syncerConfigs, namespaces].map((gvr) => served(gvr, "cluster")),
  ...[configMaps, customizers].map((gvr) => served(gvr, "namespaced")),
];
const inventory = "imw";
const workload = "wmw";

export const expands = { "edge.kcp.io/expand-parameters": "true" };
export const named = { "edge.kcp.io/customizer": "c" };
type Texts = Readonly<Record<string, string>>;
type Body = { readonly metadata?: object; readonly [section: string]: unknown };

export class CustomizationWorld {
  readonly clock: VirtualClock = new VirtualClock();
  readonly hub: TinyServer = new TinyServer(this.clock, rows);
  /** What has been written to the page in any mailbox, in order. */
  readonly pages: unknown[] = [];
  #runtime: Runtime;
  #refused = new Set<string>();

  constructor() {
    this.hub.controllers.push((object) => this.#schedule(object));
    for (const name of ["florin", "guilder"]) {
      this.put(inventory, syncTargets, name, { metadata: { labels: { edge: name } } });
      this.locate(name, name, { "loc-name": name });
    }
    this.put(workload, namespaces, "n", { metadata: { labels: { common: "si" } } });
    const spec = {
      locationSelectors: [{ matchLabels: { env: "prod" } }],
      namespaceSelector: { matchLabels: { common: "si" } },
    };
    this.put(workload, edgePlacements, "p", { spec });
    this.#runtime = this.#start();
  }

  #start(): Runtime {
    const api: ClusterApi = {
      call: (request, answer) => {
        if (request.resource.resource === configMaps.resource) this.#note(request);
        if (!this.#refused.has(`${request.verb} ${groupResourceKey(request.resource)}`)) {
          return this.hub.call(request, answer);
        }
        const error = new KubeError(403, "Forbidden", "not now");
        this.clock.after(1, () => answer({ ok: false, error }));
      },
      watch: (request, sink) => this.hub.watch(request, sink),
      discover: (cluster, answer) => this.hub.discover(cluster, answer),
      close: () => {},
    };
    const randomness = seededRandomness(1);
    const runtime = createRuntime({
      hub: api,
      edges: [],
      marker: createMarker("key"),
      clock: this.clock,
      randomness,
      log: silent,
    });
    runtime.start();
    return runtime;
  }

  #note({ verb, body }: ApiRequest): void {
    if (verb === "create" || verb === "update") this.pages.push((body as { data?: Texts }).data?.["page"]);
  }

  /** Stands for the controller of workspaces. */
  #schedule(object: KubeObject): void {
    if (object.kind !== "Workspace" || object["status"] !== undefined) return;
    const at = { cluster: "root:espw", resource: workspaces, name: object.metadata.name };
    const spec = { ...object["spec"] as object, cluster: `cluster-of-${object.metadata.name}` };
    const { metadata: { resourceVersion: _old, ...metadata }, ...rest } = object;
    this.hub.handle({ ...at, verb: "update", body: { ...rest, metadata, spec } });
    this.hub.handle({
      ...at,
      verb: "update",
      subresource: "status",
      body: { metadata, status: { phase: "Ready" } },
    });
  }

  /** Writes an object as it is to be, in namespace `n` if it is namespaced. */
  put(cluster: string, resource: Gvr, name: string, object: Body): void {
    const namespace = [configMaps, customizers].includes(resource) ? { namespace: "n" } : {};
    const body = {
      apiVersion: "v1",
      kind: "X",
      ...object,
      metadata: { ...object.metadata, name, ...namespace },
    };
    const at = { cluster, resource, name, ...namespace };
    const verb = this.hub.handle({ ...at, verb: "get" }).ok ? "update" : "create";
    this.hub.handle({ ...at, verb, body });
  }

  delete(cluster: string, resource: Gvr, name: string): void {
    const namespace = [configMaps, customizers].includes(resource) ? { namespace: "n" } : {};
    this.hub.handle({ cluster, resource, name, ...namespace, verb: "delete" });
  }

  /** A Location in production that selects one SyncTarget. */
  locate(name: string, target: string, labels: Texts): void {
    const spec = { instanceSelector: { matchLabels: { edge: target } } };
    this.put(inventory, locations, name, { metadata: { labels: { env: "prod", ...labels } }, spec });
  }

  unlocate(name: string): void {
    this.delete(inventory, locations, name);
  }

  page(text: string, annotations: Texts): void {
    this.put(workload, configMaps, "page", { metadata: { annotations }, data: { page: text } });
  }

  customizer(replacements: readonly Replacement[], annotations: Texts = {}): void {
    this.put(workload, customizers, "c", { metadata: { annotations }, replacements });
  }

  dropCustomizer(): void {
    this.delete(workload, customizers, "c");
  }

  /** From now on refuses the runtime these requests, each as `verb resource`, and no others. */
  refuse(...requests: readonly string[]): void {
    this.#refused = new Set(requests);
  }

  restart(): void {
    this.#runtime.stop();
    this.hub.watchers.clear();
    this.#runtime = this.#start();
  }

  /** Lets time go by, and tells what was written meanwhile as `verb key`. */
  rest(ms = 30_000): readonly string[] {
    const written = this.hub.writes.length;
    this.clock.advance(ms);
    return this.hub.writes.slice(written);
  }

  /** The page in the mailbox of a SyncTarget. */
  pageAt(target: string): unknown {
    const { metadata } = this.hub.objects.get(`${inventory}|synctargets.workload.kcp.io||${target}`)!;
    const key = `cluster-of-${inventory}-mb-${metadata.uid}|configmaps|n|page`;
    return (this.hub.objects.get(key)?.["data"] as Texts | undefined)?.["page"];
  }

  /** The states of the mailboxes, and what their views say of copies in trouble. */
  mailboxes(): readonly { readonly state: string; readonly troubles: readonly string[] }[] {
    const { directory } = this.#runtime;
    return directory.list({ kind: "mailbox" }).map(({ address, state }) => {
      const { copies } = directory.find(address)?.context as {
        readonly copies: { readonly troubles: readonly { readonly trouble: string }[] };
      };
      return { state, troubles: copies.troubles.map(({ trouble }) => trouble) };
    });
  }
}
