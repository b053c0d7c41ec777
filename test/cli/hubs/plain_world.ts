/** A Kubernetes without workspaces as the hub, two edges and the runtime as processes, and what kubectl shows of them. @module */
import * as assert from "uvu/assert";
import { join } from "node:path";
import type { KubeObject } from "../../../src/kube/object.ts";
import { broken, writeBrokenEdges, writePluginKubeconfig } from "./broken_edges.ts";
import { actor, edgechart, kubectl, type Outcome, Processes, type Running, until } from "./processes.ts";

export class PlainWorld {
  readonly #processes = new Processes();
  #runtime: Running | null = null;
  #ways: readonly string[] = [];
  hub = "";
  florin = "";
  guilder = "";

  /** Starts everything. florin is reached by its file's current context, guilder through a plugin, and the others in vain. */
  async open(): Promise<void> {
    const names = ["hub", "florin", "guilder"];
    const started = await Promise.all(names.map((name) => this.#processes.serveKubernetes(name)));
    [this.hub, this.florin, this.guilder] = started as [string, string, string];
    const { home } = this.#processes;
    await writeBrokenEdges(home, this.guilder);
    const plugin = await writePluginKubeconfig(home, this.guilder);
    const vain = Object.keys(broken).map((name) => `${name}=${join(home, `${name}.kubeconfig`)}`);
    this.#ways = [`sync-target-f=${this.florin}`, `sync-target-g=${plugin}#good`, ...vain];
    assert.is((await edgechart("init", "--hub-kubeconfig", this.hub)).code, 0);
    await this.startRuntime();
  }

  async startRuntime(): Promise<void> {
    const files = ["--hub-kubeconfig", this.hub, "--data-dir", join(this.#processes.home, "runtime")];
    const edges = this.#ways.flatMap((way) => ["--edge", way]);
    this.#runtime = await this.#processes.start("serve", ...files, "--listen", "127.0.0.1:0", ...edges);
  }

  async stopRuntime(): Promise<void> {
    await this.#processes.end(this.#runtime!.child, "SIGTERM");
  }

  /** What the actor endpoint says of an actor. */
  actor(address: string): Promise<Readonly<Record<string, unknown>> | null> {
    return actor(this.#runtime!.up["actorsUrl"]!, address);
  }

  close(): Promise<void> {
    return this.#processes.close();
  }

  /** kubectl on the hub, which must succeed. */
  async onHub(line: string, input = ""): Promise<Outcome> {
    const outcome = await kubectl(this.hub, line, input);
    assert.is(outcome.code, 0, `kubectl ${line}: ${outcome.stderr}`);
    return outcome;
  }

  /** The mailbox of each SyncTarget. */
  async mailboxes(): Promise<Readonly<Record<string, string>>> {
    const found = (await objects(this.hub, "namespaces")).map(({ metadata: { name, annotations } }) =>
      [annotations?.["edge.kcp.io/sync-target-name"], name] as const
    );
    return Object.fromEntries(found.filter(([target]) => target !== undefined));
  }

  /** What a mailbox holds, as `Kind namespace/name`; what Secrets carry is not for who reads it here. */
  async contents(target: string): Promise<readonly string[]> {
    const mailbox = (await this.mailboxes())[target];
    const inside = (await objects(this.hub, "mailboxobjects,secrets")).filter(({ metadata }) =>
      metadata.namespace === mailbox
    );
    return inside.flatMap(({ object, type }) =>
      object !== undefined
        ? nameOf(object as KubeObject)
        : type === "edge.kcp.io/carried-secret"
        ? "Secret"
        : []
    ).sort();
  }

  /** Every object with its version, but for what beats. */
  async versions(): Promise<readonly string[]> {
    const onHub =
      "namespaces,secrets,configmaps,deployments,mailboxobjects,singleplacementslices,statussummaries,edgeplacements,locations";
    const onEdge = "all,configmaps,secrets,namespaces";
    const found = [
      ...await objects(this.hub, onHub),
      ...await objects(this.florin, onEdge),
      ...await objects(this.guilder, onEdge),
    ];
    return found.filter(({ object }) => (object as KubeObject | undefined)?.kind !== "SyncerConfig")
      .map((one) => `${nameOf(one)} ${one.metadata.resourceVersion}`).sort();
  }
}

function nameOf({ kind, metadata: { namespace = "", name } }: KubeObject): string {
  return `${kind} ${namespace}/${name}`;
}

/** Objects of these kinds in every namespace, as kubectl gets them. */
export async function objects(kubeconfig: string, what: string): Promise<readonly KubeObject[]> {
  const { code, stdout, stderr } = await kubectl(kubeconfig, `get ${what} -A -o json`);
  assert.is(code, 0, stderr);
  return JSON.parse(stdout).items;
}

/** Deployments as `namespace/name ready/wanted`. */
export async function deployments(kubeconfig: string): Promise<readonly string[]> {
  return (await objects(kubeconfig, "deployments")).map(({ metadata: { namespace, name }, spec, status }) => {
    const { readyReplicas = 0 } = (status ?? {}) as { readyReplicas?: number };
    return `${namespace}/${name} ${readyReplicas}/${(spec as { replicas: number }).replicas}`;
  }).sort();
}

/** Waits until what is read is this. */
export async function becomes<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  let last: T | undefined;
  const holds = async () => JSON.stringify(last = await read()) === JSON.stringify(wanted);
  await until(holds, JSON.stringify(wanted)).catch(() => assert.equal(last, wanted));
}
