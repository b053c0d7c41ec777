/** Where a case runs: a namespace of its own, a client, and short words for asking. @module */
import * as assert from "uvu/assert";
import type { Answer, Ask, Client } from "./clients/client.ts";

type Body = Answer["body"];
type Rest = Omit<Ask, "method" | "path">;

const collections = {
  configmaps: "api/v1",
  secrets: "api/v1",
  deployments: "apis/apps/v1",
} as const;
export type Collection = keyof typeof collections;

/** How long a case waits for what a controller must do; Kubernetes' own look again after some seconds. */
const patienceMs = 30_000;

export class Place<C extends Client = Client> {
  readonly client: C;
  readonly namespace: string;
  /** Forgets all history but the newest state, where the server under test can be told to. */
  readonly compact: () => void;

  constructor(client: C, namespace: string, compact: () => void) {
    this.client = client;
    this.namespace = namespace;
    this.compact = compact;
  }

  /** The path of a collection in the namespace, of an object in it, of a subresource. */
  at(collection: Collection, ...rest: readonly string[]): string {
    return ["", collections[collection], "namespaces", this.namespace, collection, ...rest].join("/");
  }

  send(method: Ask["method"], path: string, rest: Rest = {}): Promise<Answer> {
    return this.client.send({ method, path, ...rest });
  }

  /** The body of an answer that must be a success. */
  async ok(method: Ask["method"], path: string, rest: Rest = {}): Promise<Body> {
    const answer = await this.send(method, path, rest);
    assert.is(answer.reason, "", `${method} ${path}: ${answer.message}`);
    return answer.body;
  }

  /** The answer that must be this refusal; the code is compared where the client tells it. */
  async refused(
    code: number,
    reason: string,
    method: Ask["method"],
    path: string,
    rest: Rest = {},
  ): Promise<Answer> {
    const answer = await this.send(method, path, rest);
    assert.is(answer.reason, reason, `${method} ${path}: ${answer.message}`);
    if (answer.code !== 0) assert.is(answer.code, code);
    return answer;
  }

  /** Creates a ConfigMap with these labels and data. */
  configMap(
    name: string,
    fields: { labels?: object; data?: object; finalizers?: string[] } = {},
  ): Promise<Body> {
    const { data = { a: "1" }, ...metadata } = fields;
    return this.ok("POST", this.at("configmaps"), { body: configMapOf(name, data, metadata) });
  }

  get(collection: Collection, name: string): Promise<Body> {
    return this.ok("GET", this.at(collection, name));
  }

  /** Asks until the answer is as wanted; controllers take their time. */
  async until(path: string, isWanted: (answer: Answer) => boolean, rest: Rest = {}): Promise<Answer> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.send("GET", path, rest);
      if (isWanted(answer)) return answer;
      assert.ok(
        performance.now() < end,
        `GET ${path} did not become as wanted: ${answer.reason} ${answer.text}`,
      );
    }
  }
}

export function configMapOf(name: string, data: object = { a: "1" }, metadata: object = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, data };
}

/** A Deployment of one container. */
export function deploymentOf(name: string, replicas = 1) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "main", image: "httpd:2.4", ports: [{ containerPort: 80, protocol: "TCP" }] }],
        },
      },
    },
  };
}
