/** A hub that remembers objects and streams changes: just enough to see what the HTTPS server does with them. @module */
import { randomUUID } from "node:crypto";
import type { KubeList, KubeObject } from "../../../src/kube/object.ts";
import { apiVersionOf, type Gvr, gvrKey } from "../../../src/kube/resource.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";
import type { Caller } from "../../../src/ports/api_backend.ts";
import type {
  ApiAnswer,
  ApiRequest,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../../../src/ports/cluster_api.ts";
import { mastersOnly } from "../../../src/hub/authorize/authorizer.ts";
import { apiResourceOf, type KindDefinition } from "../../../src/hub/resources/kind_definition.ts";
import type { ServedHub } from "../../../src/hub/serve/served_hub.ts";

const meta = { group: "", version: "v1" };
const age = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" } as const;

/** Kinds of the fake: enough to tell core from group, namespaced from not, and columns of both sorts. */
export const fakeKinds: readonly KindDefinition[] = [
  {
    ...meta,
    kind: "ConfigMap",
    resource: "configmaps",
    singular: "configmap",
    shortNames: ["cm"],
    namespaced: true,
    schema: {
      type: "object",
      properties: { data: { type: "object", additionalProperties: { type: "string" } } },
    },
    printerColumns: [age],
  },
  {
    ...meta,
    kind: "Namespace",
    resource: "namespaces",
    singular: "namespace",
    shortNames: ["ns"],
    namespaced: false,
  },
  {
    group: "example.org",
    version: "v1",
    kind: "Widget",
    resource: "widgets",
    singular: "widget",
    namespaced: false,
    subresources: { status: true },
    printerColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }, age],
  },
];

type Listener = (type: "ADDED" | "MODIFIED" | "DELETED", object: KubeObject) => void;

/** A `ServedHub` with a map behind it; `requests` is what reached it. */
export class FakeHub implements ServedHub {
  readonly profile: "workspaces" | "plain";
  readonly authorize = mastersOnly;
  readonly requests: { readonly request: ApiRequest | WatchRequest; readonly caller: Caller }[] = [];
  readonly objects = new Map<string, KubeObject>();
  readonly watches = new Set<WatchSink>();
  readonly kinds: readonly KindDefinition[];
  readonly catalog = {
    resolveAnywhere: (gvr: Gvr) => this.kinds.find((kind) => gvrKey(kind) === gvrKey(gvr)),
  };
  readonly #listeners = new Set<Listener>();
  #revision = 0;

  constructor(profile: "workspaces" | "plain" = "workspaces", kinds = fakeKinds) {
    this.profile = profile;
    this.kinds = kinds;
  }

  /** Nobody loses a right here. */
  refusalFor(): null {
    return null;
  }

  kindsFor(cluster: string, caller: Caller): readonly KindDefinition[] | undefined {
    return caller.groups.includes("system:masters") && cluster !== "root:unknown" ? this.kinds : undefined;
  }

  discover(): { readonly ok: true; readonly resources: ReturnType<typeof apiResourceOf>[] } {
    return { ok: true, resources: this.kinds.map(apiResourceOf) };
  }

  handle(request: ApiRequest, caller: Caller): ApiAnswer {
    this.requests.push({ request, caller });
    const key = keyOf(request, request.name);
    switch (request.verb) {
      case "list":
        return { ok: true, status: 200, body: this.#list(request) };
      case "create":
        return this.#store(request, request.body as KubeObject, "ADDED", 201);
      case "update":
        return this.#store(request, request.body as KubeObject, "MODIFIED", 200);
      case "patch": {
        const patched = { ...this.objects.get(key), ...(request.body as object) } as KubeObject;
        return this.#store(request, patched, "MODIFIED", 200);
      }
      case "delete":
        return this.#delete(request, key);
      default: {
        const object = this.objects.get(key);
        return object === undefined ? notFound(request) : { ok: true, status: 200, body: object };
      }
    }
  }

  watch(request: WatchRequest, caller: Caller, sink: WatchSink): WatchHandle {
    this.requests.push({ request, caller });
    if (request.query?.resourceVersion === "1") {
      sink.closed(new KubeError(410, "Expired", "too old resource version"));
      return { stop: () => {} };
    }
    sink.opened?.();
    const listener: Listener = (type, object) => sink.event({ type, object });
    if (request.query?.resourceVersion === undefined) {
      for (const object of this.#list(request).items) sink.event({ type: "ADDED", object });
    }
    this.#listeners.add(listener);
    this.watches.add(sink);
    return { stop: () => void (this.#listeners.delete(listener), this.watches.delete(sink)) };
  }

  #list({ cluster, resource, namespace }: ApiRequest | WatchRequest): KubeList {
    const prefix = `${cluster}/${gvrKey(resource)}/${namespace === undefined ? "" : `${namespace}/`}`;
    const items = [...this.objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object);
    const { kind } = this.catalog.resolveAnywhere(resource) ?? { kind: "" };
    const metadata = { resourceVersion: String(this.#revision) };
    return { apiVersion: apiVersionOf(resource), kind: `${kind}List`, metadata, items };
  }

  #store(request: ApiRequest, body: KubeObject, type: "ADDED" | "MODIFIED", status: number): ApiAnswer {
    this.#revision++;
    const old = this.objects.get(keyOf(request, body.metadata.name));
    const metadata = {
      ...body.metadata,
      ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
      uid: old?.metadata.uid ?? randomUUID(),
      resourceVersion: String(this.#revision),
      creationTimestamp: "2023-04-01T00:00:00Z",
    };
    const object = { ...body, metadata };
    this.objects.set(keyOf(request, body.metadata.name), object);
    for (const listener of [...this.#listeners]) listener(type, object);
    return { ok: true, status, body: object };
  }

  #delete(request: ApiRequest, key: string): ApiAnswer {
    const object = this.objects.get(key);
    if (object === undefined) return notFound(request);
    this.objects.delete(key);
    for (const listener of [...this.#listeners]) listener("DELETED", object);
    return { ok: true, status: 200, body: object };
  }
}

function keyOf({ cluster, resource, namespace = "" }: ApiRequest, name = ""): string {
  return `${cluster}/${gvrKey(resource)}/${namespace}/${name}`;
}

function notFound({ resource, name = "" }: ApiRequest): ApiAnswer {
  const message = `${resource.resource} "${name}" not found`;
  const error = new KubeError(404, "NotFound", message, {
    name,
    group: resource.group,
    kind: resource.resource,
  });
  return { ok: false, error };
}
