/** `Objects` on this server: reads of storage, writes through the pipeline of requests. @module */
import type { KubeObject } from "../kube/object.ts";
import { type GroupResource, groupResourceKey } from "../kube/resource.ts";
import type { Caller } from "../ports/api_backend.ts";
import type { ApiAnswer, ApiRequest, WatchHandle } from "../ports/cluster_api.ts";
import { mastersGroup } from "./authorize/authorizer.ts";
import type {
  Change,
  CollectionAddress,
  DeleteOptions,
  ObjectAddress,
  Objects,
  WriteOptions,
} from "./objects.ts";
import type { Server } from "./request/call.ts";
import { answered, perform } from "./request/handle.ts";
import { resolveCall } from "./request/resolve.ts";
import type { StoredChange } from "./storage/storage.ts";

/** Whom the audit line and hooks see when a controller of the server writes. */
const controllerCaller: Caller = { user: "system:hub", groups: [mastersGroup, "system:authenticated"] };

type Observer = (change: Change) => void;

export class LocalObjects implements Objects {
  readonly #server: Server;
  readonly #observers = new Map<string, Set<Observer>>();

  constructor(server: Server) {
    this.#server = server;
    server.feed.addListener((change) => this.#tell(change));
  }

  get({ cluster, resource, namespace, name }: ObjectAddress): KubeObject | undefined {
    const key = { resource: groupResourceKey(resource), cluster, namespace: namespace ?? "", name };
    return this.#server.storage.get(key);
  }

  list({ cluster, resource, namespace }: CollectionAddress): readonly KubeObject[] {
    const { storage } = this.#server;
    const range = { cluster, namespace, revision: storage.revision };
    return [...storage.walk(groupResourceKey(resource), range)];
  }

  create(address: CollectionAddress, object: KubeObject, options: WriteOptions = {}): ApiAnswer<KubeObject> {
    return this.#perform({ verb: "create", ...address, body: object }, options);
  }

  update(address: ObjectAddress, object: KubeObject, options: WriteOptions = {}): ApiAnswer<KubeObject> {
    return this.#perform({ verb: "update", ...address, body: object }, options);
  }

  delete(address: ObjectAddress, options: DeleteOptions = {}): ApiAnswer<KubeObject> {
    const { uid, resourceVersion, propagationPolicy, gracePeriodSeconds } = options;
    const body = { preconditions: { uid, resourceVersion }, propagationPolicy, gracePeriodSeconds };
    return this.#perform({ verb: "delete", ...address, body }, {});
  }

  observe(resource: GroupResource | "*", callback: Observer): WatchHandle {
    const key = resource === "*" ? "*" : groupResourceKey(resource);
    const observers = this.#observers.get(key) ?? new Set();
    this.#observers.set(key, observers.add(callback));
    return { stop: () => void observers.delete(callback) };
  }

  #perform(request: ApiRequest, { manager = "hub", subresource }: WriteOptions): ApiAnswer<KubeObject> {
    const asked = { ...request, subresource, query: { fieldManager: manager } };
    const { log } = this.#server;
    const resolve = () => resolveCall(this.#server, allow, asked, controllerCaller, "controller");
    // None of the verbs used here answers with a list.
    return answered(log, () => perform(resolve())) as ApiAnswer<KubeObject>;
  }

  #tell(change: StoredChange): void {
    for (const key of [change.key.resource, "*"]) {
      for (const observer of [...this.#observers.get(key) ?? []]) this.#call(observer, change);
    }
  }

  #call(observer: Observer, change: StoredChange): void {
    try {
      observer(change);
    } catch (error) {
      const fields = {
        error: error instanceof Error ? error.stack : String(error),
        resource: change.key.resource,
      };
      this.#server.log.error(fields, "observer failed");
    }
  }
}

function allow() {
  return { allowed: true, reason: "a controller of the server" };
}
