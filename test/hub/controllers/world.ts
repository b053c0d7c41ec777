/** A hub with workspaces and its controllers, on a virtual clock: what the tests of this folder stand on. @module */
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { createHub } from "../../../src/hub/hub.ts";
import type { Hub } from "../../../src/hub/hub.ts";
import { startWorkspaceControllers } from "../../../src/hub/controllers/start_controllers.ts";
import type { Bootstrap } from "../../../src/hub/controllers/workspaces/bootstrap.ts";
import { edgeExports } from "../../../src/hub/kinds/exports/edge_exports.ts";
import { workspaceProfileKinds } from "../../../src/hub/kinds/workspace_profile.ts";
import { apiBindings, apiExports, apiResourceSchemas, workspaces } from "../../../src/kube/kcp_api.ts";
import type { ApiBinding, Workspace } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import type { ApiAnswer, ApiRequest } from "../../../src/ports/cluster_api.ts";
import type { Log } from "../../../src/ports/log.ts";
import type { ObjectStore } from "../../../src/ports/object_store.ts";

export const baseUrl = "https://127.0.0.1:6443";

/** A log that keeps warnings and errors, so that a test can demand silence. */
export function keepingLog(kept: string[]): Log {
  const keep = (fields: object, message: string) => void kept.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: () => {}, info: () => {}, warn: keep, error: keep };
}

export class World {
  readonly clock = new VirtualClock();
  readonly complaints: string[] = [];
  readonly #randomness = seededRandomness(7);
  readonly #store: ObjectStore;
  #hub: Hub;
  #controllers: Bootstrap;

  constructor() {
    this.#store = createMemoryStore();
    [this.#hub, this.#controllers] = this.#open();
    this.settle();
  }

  get hub(): Hub {
    return this.#hub;
  }

  get isDone(): boolean {
    return this.#controllers.isDone();
  }

  /** Stops the controllers and the server, and starts new ones on what is stored. */
  restart(): void {
    this.#controllers.stop();
    this.#hub = this.#hubOn();
    this.#controllers = this.#startOn(this.#hub);
  }

  #open(): [Hub, Bootstrap] {
    const hub = this.#hubOn();
    return [hub, this.#startOn(hub)];
  }

  #hubOn(): Hub {
    const { clock } = this;
    const log = keepingLog(this.complaints);
    const kinds = workspaceProfileKinds();
    return createHub({
      profile: "workspaces",
      store: this.#store,
      clock,
      randomness: this.#randomness,
      log,
      kinds,
    });
  }

  #startOn(hub: Hub): Bootstrap {
    const ports = { hub, clock: this.clock, randomness: this.#randomness, log: keepingLog(this.complaints) };
    const issueToken = () => "token-for-tests";
    return startWorkspaceControllers(ports, {
      certificate: "PEM",
      baseUrl,
      serviceProvider: "none",
      issueToken,
    });
  }

  /** Lets 20 virtual seconds go by, in which everything comes to rest. */
  settle(): void {
    this.clock.advance(20_000);
  }

  /** A request as a client that may do everything; `cluster` is a path or an id. */
  call(request: ApiRequest): ApiAnswer {
    return this.hub.handle(request, masterCaller);
  }

  /** Creates an object as a client; throws when it is refused. */
  create(cluster: string, resource: Gvr, object: Partial<KubeObject> & { metadata: object }): KubeObject {
    const { namespace } = object.metadata as { namespace?: string };
    const answer = this.call({ verb: "create", cluster, resource, namespace, body: object });
    if (!answer.ok) throw answer.error;
    return answer.body as KubeObject;
  }

  /** Patches an object as a client, by merge; throws when it is refused. */
  patch(cluster: string, resource: Gvr, name: string, patch: object, subresource?: string): KubeObject {
    const request = { verb: "patch", patchType: "merge", cluster, resource, name, body: patch } as const;
    const answer = this.call({ ...request, ...(subresource ? { subresource } : {}) });
    if (!answer.ok) throw answer.error;
    return answer.body as KubeObject;
  }

  get(cluster: string, resource: Gvr, name: string, namespace?: string): KubeObject | undefined {
    const answer = this.call({ verb: "get", cluster, resource, name, namespace });
    return answer.ok ? answer.body as KubeObject : undefined;
  }

  /** Names of the objects of a collection, sorted. */
  names(cluster: string, resource: Gvr, namespace?: string): readonly string[] {
    const answer = this.call({ verb: "list", cluster, resource, namespace });
    if (!answer.ok) throw answer.error;
    return (answer.body as unknown as { items: KubeObject[] }).items.map(({ metadata }) => metadata.name)
      .sort();
  }

  delete(
    cluster: string,
    resource: Gvr,
    name: string,
    options: { namespace?: string; body?: unknown } = {},
  ): void {
    const answer = this.call({ verb: "delete", cluster, resource, name, ...options });
    if (!answer.ok) throw answer.error;
  }

  /** `kubectl ws create`, and waiting until it is ready. Returns the logical cluster's id. */
  workspace(parent: string, name: string): string {
    this.create(parent, workspaces, { metadata: { name } });
    this.settle();
    return (this.get(parent, workspaces, name) as Workspace).spec!.cluster!;
  }

  /** Creates the edge service provider workspace with its exports, as the seed does. */
  serviceProvider(): void {
    this.workspace("root", "espw");
    for (const object of edgeExports()) {
      this.create("root:espw", object.kind === "APIExport" ? apiExports : apiResourceSchemas, object);
    }
    this.settle();
  }

  /** Creates an APIBinding and waits. */
  bind(cluster: string, name: string, path: string, exported: string): ApiBinding {
    const spec = { reference: { export: { path, name: exported } } };
    this.create(cluster, apiBindings, { metadata: { name }, spec });
    this.settle();
    return this.get(cluster, apiBindings, name) as ApiBinding;
  }
}
