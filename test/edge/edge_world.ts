/** A simulated edge cluster on a virtual clock: what the tests of this folder stand on. @module */
import { createMemoryStore } from "../../src/adapters/memory/memory_store.ts";
import { createMemoryWeb } from "../../src/adapters/memory/memory_web.ts";
import { seededRandomness } from "../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { createEdgeCluster } from "../../src/edge/edge_cluster.ts";
import type { EdgeCluster } from "../../src/edge/edge_cluster.ts";
import type { Deployment, Pod } from "../../src/edge/workloads/workload_types.ts";
import { configMaps, deployments, events, namespaces, pods } from "../../src/kube/core_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import { masterCaller } from "../../src/ports/api_backend.ts";
import type { ApiRequest } from "../../src/ports/cluster_api.ts";
import type { Log } from "../../src/ports/log.ts";

/** The seed's Deployment `commond`, with changes. */
export function commond(more: object = {}, image = "library/httpd:2.4"): { metadata: object; spec: object } {
  const container = {
    name: "httpd",
    image,
    ports: [{ name: "http", containerPort: 80, hostPort: 8081, protocol: "TCP" }],
    volumeMounts: [{ name: "htdocs", readOnly: true, mountPath: "/usr/local/apache2/htdocs" }],
  };
  const volumes = [{ name: "htdocs", configMap: { name: "httpd-htdocs", optional: false } }];
  return {
    metadata: { name: "commond", namespace: "commonstuff" },
    spec: {
      selector: { matchLabels: { app: "common" } },
      template: { metadata: { labels: { app: "common" } }, spec: { containers: [container], volumes } },
      ...more,
    },
  };
}

/** A Deployment without ports, which rolls over freely on one node. */
export function plain(
  replicas: number,
  image = "app:1",
  more: object = {},
): { metadata: object; spec: object } {
  return {
    metadata: { name: "app", namespace: "commonstuff" },
    spec: {
      replicas,
      selector: { matchLabels: { app: "app" } },
      template: { metadata: { labels: { app: "app" } }, spec: { containers: [{ name: "c", image }] } },
      ...more,
    },
  };
}

export class EdgeWorld {
  readonly clock = new VirtualClock();
  readonly complaints: string[] = [];
  readonly web = createMemoryWeb();
  readonly #store = createMemoryStore();
  readonly #randomness = seededRandomness(3);
  edge: EdgeCluster;

  constructor(portMap = [{ containerPort: 8081, hostPort: 8083 }]) {
    this.#portMap = portMap;
    this.edge = this.#start();
    this.settle();
    this.create(namespaces, { metadata: { name: "commonstuff" } });
    this.settle();
  }

  readonly #portMap: readonly { containerPort: number; hostPort: number }[];

  #start(): EdgeCluster {
    const keep = (fields: object, message: string) =>
      void this.complaints.push(`${message} ${JSON.stringify(fields)}`);
    const log: Log = { debug: () => {}, info: () => {}, warn: keep, error: keep };
    const [store, randomness] = [this.#store, this.#randomness];
    return createEdgeCluster({
      name: "florin",
      store,
      clock: this.clock,
      randomness,
      log,
      web: this.web,
      portMap: this.#portMap,
    });
  }

  restart(): void {
    this.edge.stop();
    this.edge = this.#start();
  }

  settle(): void {
    this.clock.advance(30_000);
  }

  call(request: Omit<ApiRequest, "cluster">): KubeObject {
    const answer = this.edge.hub.handle({ cluster: "", ...request }, masterCaller);
    if (!answer.ok) throw answer.error;
    return answer.body as KubeObject;
  }

  create(resource: Gvr, object: { metadata: object }): KubeObject {
    const { namespace } = object.metadata as { namespace?: string };
    return this.call({ verb: "create", resource, namespace, body: object });
  }

  patch(resource: Gvr, name: string, body: object, namespace?: string): KubeObject {
    return this.call({ verb: "patch", patchType: "merge", resource, namespace, name, body });
  }

  delete(resource: Gvr, name: string, namespace?: string, body?: object): void {
    this.call({ verb: "delete", resource, namespace, name, body });
  }

  list(resource: Gvr): readonly KubeObject[] {
    return this.edge.hub.objects.list({ cluster: "", resource, namespace: "commonstuff" });
  }

  deployment(name = "commond"): Deployment {
    return this.list(deployments).find(({ metadata }) => metadata.name === name) as Deployment;
  }

  pods(): readonly Pod[] {
    return this.list(pods) as readonly Pod[];
  }

  /** `Type Reason: message` of every event, in the order of their names. */
  events(): readonly string[] {
    return this.list(events).map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  }

  /** The seed's page. */
  page(text = "This is a common web site."): void {
    const metadata = { name: "httpd-htdocs", namespace: "commonstuff" };
    this.create(configMaps, { metadata, data: { "index.html": text } } as { metadata: object });
  }
}
