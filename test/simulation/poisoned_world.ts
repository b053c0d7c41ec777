/** The example at rest, with a way to make the runtime read one object as anything at all: what a server with loose schemas may serve. @module */
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import type { ActorView } from "../../src/ports/actor_directory.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../src/ports/cluster_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import { openMemoryWorld } from "../../src/scenario/embedded/memory_world.ts";
import type { CentreMaker } from "../../src/scenario/embedded/runtime_control.ts";
import { silentObserver } from "../../src/scenario/observer.ts";
import { createVirtualPace } from "../../src/scenario/play/pace.ts";
import { playScenario } from "../../src/scenario/play_scenario.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { World } from "../../src/scenario/world.ts";
import { endStateOf } from "../../src/simulation/stories/end_state.ts";
import { ObjectLedger } from "../../src/simulation/stories/object_ledger.ts";
import { readingAs, tampered } from "./planted/planting.ts";

/** One object on the hub, or on an edge where `cluster` is "". */
export interface Victim {
  readonly server: string;
  /** A path, or `mailbox of` a SyncTarget. */
  readonly cluster: string;
  readonly gvr: Gvr;
  readonly namespace?: string;
  readonly name: string;
}

export type Poison = (object: KubeObject) => KubeObject;

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const story = new URL("../../scenarios/poc2023q1.yaml", import.meta.url).pathname;

export class PoisonedWorld {
  readonly clock = new VirtualClock();
  readonly ledger: ObjectLedger = new ObjectLedger(this.clock);
  #world: World | null = null;
  #victim: { readonly uid: string; readonly poison: Poison } | null = null;
  #close: () => Promise<void> = () => Promise.resolve();

  /** Plays the example to its end. */
  async open(makeRuntime?: CentreMaker): Promise<this> {
    const pace = createVirtualPace(this.clock);
    const scenario = loadScenario(story);
    const reading = readingAs((object) => this.#asRead(object));
    const opened = await openMemoryWorld(scenario, { clock: this.clock, pace, wall: this.clock }, quiet, {
      store: (server) => this.ledger.storeOf(server),
      detour: (_server, api) => tampered(api, reading),
      makeRuntime,
    });
    this.#world = opened.world;
    this.#close = opened.close;
    const { ok } = await playScenario(scenario, opened.world, silentObserver);
    if (!ok) throw new Error("the example failed before anything was poisoned");
    return this;
  }

  close(): Promise<void> {
    return this.#close();
  }

  get world(): World {
    if (this.#world === null) throw new Error("the world is not open");
    return this.#world;
  }

  /** From now on the runtime reads this object through `poison`; it is touched, so that there is news of it. */
  async poison(victim: Victim, poison: Poison): Promise<void> {
    const object = await this.call(victim, { verb: "get", name: victim.name });
    this.#victim = { uid: object?.metadata.uid ?? "", poison };
    await this.touch(victim);
  }

  /** The object is read as it is, and there is news of it. */
  async heal(victim: Victim): Promise<void> {
    this.#victim = null;
    await this.touch(victim);
  }

  async touch(victim: Victim): Promise<void> {
    const body = { metadata: { annotations: { touched: String(this.clock.now()) } } };
    await this.call(victim, { verb: "patch", patchType: "merge", name: victim.name, body });
    await this.call(victim, {
      verb: "patch",
      patchType: "merge",
      name: victim.name,
      body: { metadata: { annotations: { touched: null } } },
    });
  }

  /** As the administrator; null when the server refuses. */
  call(
    { server, cluster, gvr: resource, namespace }: Victim,
    request: Omit<ApiRequest, "cluster" | "resource">,
  ): Promise<KubeObject | null> {
    const api: ClusterApi | undefined = server === "hub" ? this.world.hub : this.world.edges.get(server)?.api;
    const asked = { ...request, cluster: this.#clusterOf(cluster), resource, namespace };
    const answered = new Promise<ApiAnswer>((resolve) => api?.call(asked, resolve));
    return this.world.pace.settle(answered).then((answer) => answer.ok ? answer.body as KubeObject : null);
  }

  /** What is stored, by place, without how often it was made and changed. */
  contents(): ReadonlyMap<string, string> {
    const lives = /<\d+\. /g;
    const ends = [...endStateOf(this.ledger)].filter(([place, { content }]) =>
      content !== "absent" && !/ (replicasets\.apps|pods) /.test(place)
    );
    return new Map(
      ends.map(([place, { content }]) => [place.replace(lives, "<"), settled(content.replace(lives, "<"))]),
    );
  }

  actors(): readonly ActorView[] {
    const directory = this.world.runtime.directory();
    return (directory?.list({}) ?? []).flatMap(({ address }) => directory?.find(address) ?? []);
  }

  #clusterOf(cluster: string): string {
    const target = /^mailbox of (.*)$/.exec(cluster)?.[1];
    if (target === undefined) return cluster;
    for (const { resource, name, lives, cluster: id } of this.ledger.entries()) {
      if (resource === "synctargets.workload.kcp.io" && name === target) {
        return `root:espw:${id}-mb-${lives.at(-1)?.uid}`;
      }
    }
    return "";
  }

  #asRead(object: KubeObject): KubeObject {
    const victim = this.#victim;
    return victim !== null && object?.metadata?.uid === victim.uid ? victim.poison(object) : object;
  }
}

/**
 * Without what the node counts: generations seen, revisions, and the ReplicaSets that a condition names. And without what a read made up
 * of fields that are not ours: they are written back as they were read, and a server that shows them has them.
 */
function settled(content: string): string {
  const { kind, status, annotations, ...rest } = JSON.parse(content) as Record<string, unknown>;
  if (kind === "Deployment") {
    const { "deployment.kubernetes.io/revision": _revision, ...kept } = annotations as Record<
      string,
      unknown
    >;
    return JSON.stringify({ ...rest, annotations: kept });
  }
  if (kind === "ConfigMap") {
    return JSON.stringify({ annotations, labels: rest["labels"], data: rest["data"] });
  }
  if (kind !== "SyncTarget") return content;
  const { conditions } = status as { conditions: readonly { readonly type: string }[] };
  return JSON.stringify({
    ...rest,
    annotations,
    conditions: conditions.filter(({ type }) => ours.has(type)),
  });
}

const ours: ReadonlySet<string> = new Set(["HeartbeatHealthy", "Ready", "SyncerReady"]);
