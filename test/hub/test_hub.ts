/** A hub in memory with a few kinds, and short words for asking it. @module */
import * as assert from "uvu/assert";
import { createMemoryStore } from "../../src/adapters/memory/memory_store.ts";
import { seededRandomness } from "../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { createHub, type Hub, type HubOptions } from "../../src/hub/hub.ts";
import type { KindDefinition } from "../../src/hub/resources/kind_definition.ts";
import type { KubeList, KubeObject } from "../../src/kube/object.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import { masterCaller } from "../../src/ports/api_backend.ts";
import type { ApiAnswer, ApiRequest, Verb, WatchEvent, WatchHandle } from "../../src/ports/cluster_api.ts";
import { KubeError } from "../../src/ports/kube_error.ts";
import type { Log } from "../../src/ports/log.ts";

export const configMaps: Gvr = { group: "", version: "v1", resource: "configmaps" };
export const namespaces: Gvr = { group: "", version: "v1", resource: "namespaces" };
export const deployments: Gvr = { group: "apps", version: "v1", resource: "deployments" };
export const widgets: Gvr = { group: "example.com", version: "v1", resource: "widgets" };
export const logicalClusters: Gvr = {
  group: "core.kcp.io",
  version: "v1alpha1",
  resource: "logicalclusters",
};

const container = {
  type: "object",
  properties: {
    name: { type: "string" },
    image: { type: "string" },
    env: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: { type: "object", properties: { name: { type: "string" }, value: { type: "string" } } },
    },
    ports: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["containerPort", "protocol"],
      items: {
        type: "object",
        properties: { containerPort: { type: "integer", format: "int32" }, protocol: { type: "string" } },
      },
    },
    args: { type: "array", items: { type: "string" } },
  },
} as const;

export const testKinds: readonly KindDefinition[] = [
  {
    group: "",
    version: "v1",
    kind: "ConfigMap",
    resource: "configmaps",
    singular: "configmap",
    namespaced: true,
  },
  {
    group: "",
    version: "v1",
    kind: "Namespace",
    resource: "namespaces",
    singular: "namespace",
    namespaced: false,
    nameFormat: "label",
    subresources: { status: true },
    generation: "none",
    selectableFields: ["status.phase"],
    prepareCreate: (_context, object) => {
      return { ...object, spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } };
    },
    holdsDeletion: ({ spec }) => ((spec as { finalizers?: unknown[] }).finalizers ?? []).length > 0,
  },
  {
    group: "apps",
    version: "v1",
    kind: "Deployment",
    resource: "deployments",
    singular: "deployment",
    namespaced: true,
    subresources: {
      status: true,
      scale: {
        specReplicasPath: ".spec.replicas",
        statusReplicasPath: ".status.replicas",
        labelSelectorPath: ".spec.selector",
      },
    },
    schemaUse: "descriptive",
    schema: {
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: {
            replicas: { type: "integer", format: "int32" },
            selector: { "x-kubernetes-preserve-unknown-fields": true },
            template: {
              type: "object",
              properties: {
                spec: {
                  type: "object",
                  properties: {
                    containers: {
                      type: "array",
                      "x-kubernetes-list-type": "map",
                      "x-kubernetes-list-map-keys": ["name"],
                      items: container,
                    },
                  },
                },
              },
            },
          },
        },
        status: { "x-kubernetes-preserve-unknown-fields": true },
      },
    },
  },
  {
    group: "example.com",
    version: "v1",
    kind: "Widget",
    resource: "widgets",
    singular: "widget",
    namespaced: false,
    generation: "content",
    updateNeedsResourceVersion: true,
    schemaUse: "structural",
    schema: {
      type: "object",
      required: ["spec"],
      properties: {
        spec: {
          type: "object",
          properties: {
            size: { type: "integer", minimum: 1, default: 3 },
            color: { type: "string", enum: ["red", "green"] },
            tags: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
            free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            big: { type: "integer", format: "int64" },
          },
        },
      },
    },
  },
  {
    group: "core.kcp.io",
    version: "v1alpha1",
    kind: "LogicalCluster",
    resource: "logicalclusters",
    singular: "logicalcluster",
    namespaced: false,
    subresources: { status: true },
  },
];

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A log that makes a test fail: nothing here is expected to go wrong inside. */
export const strictLog: Log = {
  ...silentLog,
  error: (fields, message) => {
    throw new Error(`${message}: ${JSON.stringify(fields)}`);
  },
};

export interface TestHub {
  readonly hub: Hub;
  readonly clock: VirtualClock;
  /** The body of an answer; a refusal is thrown. */
  ask(verb: Verb, resource: Gvr, rest?: Partial<ApiRequest>): KubeObject;
  list(resource: Gvr, rest?: Partial<ApiRequest>): KubeList;
  /** The refusal; an answer is a failure of the test. */
  refused(verb: Verb, resource: Gvr, rest?: Partial<ApiRequest>): KubeError;
}

/** A hub with one cluster ("" in the plain profile, otherwise root) that has a namespace `default`. */
export function createTestHub(options: Partial<HubOptions> = {}): TestHub {
  const clock = new VirtualClock(Date.parse("2026-01-02T03:04:05Z"));
  const profile = options.profile ?? "plain";
  const hub = createHub({
    profile,
    clock,
    store: createMemoryStore(),
    randomness: seededRandomness(1),
    log: strictLog,
    kinds: testKinds,
    ...options,
  });
  const cluster = profile === "plain" ? "" : "root";
  const send = (verb: Verb, resource: Gvr, rest: Partial<ApiRequest> = {}) =>
    hub.handle({ verb, cluster, resource, ...rest }, masterCaller);
  const test: TestHub = {
    hub,
    clock,
    ask: (...request) => bodyOf(send(...request)) as KubeObject,
    list: (resource, rest) => bodyOf(send("list", resource, rest)) as KubeList,
    refused: (...request) => refusalOf(send(...request)),
  };
  if (hub.resolveCluster(cluster) === undefined) addCluster(hub, "root", "root");
  if (hub.objects.get({ cluster, resource: namespaces, name: "default" }) === undefined) {
    test.ask("create", namespaces, { body: named("default") });
  }
  return test;
}

/** What makes a logical cluster exist. */
export function addCluster(hub: Hub, id: string, path: string): void {
  const object = { ...named("cluster"), metadata: { name: "cluster", annotations: { "kcp.io/path": path } } };
  bodyOf(hub.objects.create({ cluster: id, resource: logicalClusters }, object));
}

export function bodyOf(answer: ApiAnswer): KubeObject | KubeList {
  if (!answer.ok) throw answer.error;
  return answer.body;
}

function refusalOf(answer: ApiAnswer): KubeError {
  if (answer.ok) throw new Error(`it was answered: ${JSON.stringify(answer.body)}`);
  assert.instance(answer.error, KubeError);
  return answer.error;
}

/** An object with a name and these fields; the server fills in its type. */
export function named(name: string, fields: object = {}): KubeObject {
  return { metadata: { name }, ...fields } as unknown as KubeObject;
}

/** The request parts for an object in the namespace `default`. */
export function inDefault(rest: Partial<ApiRequest> = {}): Partial<ApiRequest> {
  return { namespace: "default", ...rest };
}

export interface RecordedWatch {
  readonly events: readonly WatchEvent[];
  /** `ADDED a 5` */
  readonly lines: readonly string[];
  readonly closed: readonly (KubeError | null)[];
  readonly handle: WatchHandle;
}

/** Opens a watch and writes down what it tells. */
export function record(
  hub: Hub,
  resource: Gvr,
  query: Readonly<Record<string, string>> = {},
  rest: { cluster?: string; namespace?: string } = {},
): RecordedWatch {
  const events: WatchEvent[] = [];
  const lines: string[] = [];
  const closed: (KubeError | null)[] = [];
  const cluster = rest.cluster ?? (hub.profile === "plain" ? "" : "root");
  const handle = hub.watch({ cluster, resource, query, ...rest }, masterCaller, {
    event: (event) => {
      events.push(event);
      const { name, resourceVersion } = event.object.metadata;
      lines.push([event.type, name, resourceVersion].filter((part) => part !== undefined).join(" "));
    },
    closed: (error) => closed.push(error),
  });
  return { events, lines, closed, handle };
}
