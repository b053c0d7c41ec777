/** The simulated world of one plan: model servers, links, clocks, and one life of the production runtime after another. @module */
import { createMarker } from "../../actors/copies/mark.ts";
import { createRuntime, type Runtime, type RuntimeOptions } from "../../actors/runtime.ts";
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { KubeObject } from "../../kube/object.ts";
import { gvrOf } from "../../kube/resource.ts";
import { apiBindings } from "../../kube/kcp_api.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { JournalRecord } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { FaultCounters } from "../faults/fault_classes.ts";
import { FaultInjector } from "../faults/fault_injector.ts";
import { type EffectFate, FaultyLink, type SentWrite } from "../faults/faulty_link.ts";
import { JumpingClock } from "../faults/jumping_clock.ts";
import { type Delay, liveInCluster, resumeInCluster } from "../model/common_life.ts";
import { liveOnEdge } from "../model/edge_life.ts";
import type { Commit } from "../model/history.ts";
import { foundWorkspace, liveInHub, resumeInHub } from "../model/hub_life.ts";
import { edgeRows, hubRows } from "../model/model_kinds.ts";
import { type Backup, ModelServer } from "../model/model_server.ts";
import { targetOf } from "../user/draw_story.ts";
import type { Plan } from "./plan.ts";
import { type Admission, overheard, type Telling } from "./view_watch.ts";

/** Makes the runtime under test; a test may make one with a planted bug. */
export type RuntimeMaker = (options: RuntimeOptions) => Runtime;

export interface WorldHooks {
  committed(server: ModelServer, commit: Commit, write: SentWrite | null): void;
  journaled(record: JournalRecord): void;
  warned(fields: Readonly<Record<string, unknown>>, message: string): void;
  /** A reflector tells somebody of an object. */
  told?(telling: Telling): void;
  admitted?(admission: Admission): void;
  violated(oracle: string, message: string): void;
}

export const inventoryPath = "root:imw";
export const providerPath = "root:espw";
const bookmarkMs = 60_000;

/** One life of the runtime. */
interface Life {
  readonly runtime: Runtime;
  readonly links: readonly FaultyLink[];
  /** `crashing`: what it still asks for in this instant goes nowhere. */
  condition: "alive" | "crashing" | "ended";
}

export class World {
  readonly plan: Plan;
  readonly clock = new VirtualClock();
  readonly counters = new FaultCounters();
  readonly hub: ModelServer;
  readonly edges: ReadonlyMap<string, ModelServer>;
  readonly injector: FaultInjector;
  readonly start: number;
  /** Writes that the runtime asked for, over all lives. */
  effects = 0;
  /** Virtual time of the last write of the runtime that changed something. */
  lastWriteAt = 0;
  readonly #hooks: WorldHooks;
  readonly #make: RuntimeMaker;
  readonly #jumping: JumpingClock;
  readonly #lives: Randomness;
  #life: Life | null = null;
  #delivering: SentWrite | null = null;
  #backup: Backup | null = null;
  readonly #delay: Delay;
  readonly #written = new Set<string>();
  /** When the hub was last restored from a backup that nobody has spoken for yet; null when all is well. */
  restoredAt: number | null = null;
  /** When it was restored the last time, acknowledged or not: what was known before is no measure any more. */
  lastRestoredAt = -Infinity;
  /** When the present life of the runtime began, and all of them. */
  lifeBeganAt = 0;
  readonly livesBegan: number[] = [];

  constructor(plan: Plan, hooks: WorldHooks, make: RuntimeMaker = createRuntime) {
    this.plan = plan;
    this.#hooks = hooks;
    this.#make = make;
    this.start = this.clock.now();
    const stream = streams(plan.seed);
    const delays = stream();
    const delay = this.#delay = () => 1 + Math.floor(delays.next() * 200);
    const server = (name: string, isHub: boolean) =>
      new ModelServer({
        name,
        clock: this.clock,
        randomness: stream(),
        rows: isHub ? hubRows : edgeRows,
        versionBase: BigInt(plan.versionBase),
        pageMax: plan.pageMax,
        hasWorkspaces: isHub,
      });
    this.hub = server("hub", true);
    this.edges = new Map(plan.edges.map((name) => [name, server(name, false)]));
    this.injector = new FaultInjector(this.clock, stream(), this.counters, plan.episodes);
    this.#jumping = new JumpingClock(this.clock);
    this.#lives = stream();
    liveInCluster(this.hub, delay);
    liveInHub(this.hub, delay);
    for (const edge of this.edges.values()) {
      edge.catalog.clusters.add("");
      liveOnEdge(edge, delay);
    }
    this.#found();
    for (const each of this.servers()) {
      for (const { object } of each.history.commits) this.#note(object);
      each.onCommit.push((commit) => this.#committed(each, commit));
      this.#bookmarkFor(each);
    }
    this.#scheduleEpisodes();
  }

  servers(): readonly ModelServer[] {
    return [this.hub, ...this.edges.values()];
  }

  server(name: string): ModelServer | undefined {
    return name === "hub" ? this.hub : this.edges.get(name);
  }

  get runtime(): Runtime | null {
    return this.#life?.runtime ?? null;
  }

  get links(): readonly FaultyLink[] {
    return this.#life?.links ?? [];
  }

  /** Milliseconds since the beginning. */
  elapsed(): number {
    return this.clock.now() - this.start;
  }

  /** The workspaces that are there before the story begins. */
  #found(): void {
    for (const path of ["root", providerPath, inventoryPath, ...this.plan.workspaces]) {
      foundWorkspace(this.hub, path);
    }
    const bind = (path: string, name: string) =>
      this.hub.handle({
        verb: "create",
        cluster: path,
        resource: gvrOf(apiBindings),
        body: {
          apiVersion: "apis.kcp.io/v1alpha1",
          kind: "APIBinding",
          metadata: { name: `bind-${name}` },
          spec: { reference: { export: { path: "root", name } } },
        },
      }, "server");
    bind(inventoryPath, "inventory");
    for (const path of this.plan.workspaces) {
      bind(path, "edge.kcp.io");
      bind(path, "kubernetes");
    }
  }

  #bookmarkFor(server: ModelServer): void {
    this.clock.after(bookmarkMs, () => {
      server.bookmark();
      this.#bookmarkFor(server);
    });
  }

  /** What an episode does at its beginning, beside what it does to each request. */
  #scheduleEpisodes(): void {
    for (const { fault, server, from } of this.plan.episodes) {
      if (fault === "offline" || fault === "watchCut") {
        this.clock.after(from, () => this.links.find((link) => link.server.name === server)?.cutAll());
      } else if (fault === "clockJump") {
        this.clock.after(from, () => this.#jump());
      }
    }
  }

  #jump(): void {
    this.#jumping.jump(this.injector.draw(-7_200_000, 7_200_000));
    this.counters.count("clockJump");
  }

  takeBackup(): void {
    this.#backup = this.hub.backup();
  }

  restoreBackup(): void {
    if (this.#backup === null) return;
    this.hub.restore(this.#backup);
    resumeInCluster(this.hub, this.#delay);
    resumeInHub(this.hub, this.#delay);
    for (const { server, told } of this.links) if (server === this.hub) told.forgetAll();
    this.restoredAt = this.lastRestoredAt = this.clock.now();
  }

  /** A person says that the hub is as it should be. To a runtime that cannot be told so, a new start says it. */
  acknowledge(): void {
    if (this.restoredAt === null) return;
    this.restoredAt = null;
    const wasRunning = this.#life !== null;
    this.stopRuntime();
    if (wasRunning) this.startRuntime();
  }

  /** Starts the runtime with an empty memory, unless it runs. */
  startRuntime(): void {
    if (this.#life !== null) return;
    const life: { -readonly [Field in keyof Life]?: Life[Field] } = { condition: "alive" };
    const owner = {
      isAlive: () => life.condition === "alive",
      calledAfterEnd: ({ verb, resource, name = "" }: ApiRequest) => {
        if (life.condition !== "ended") return;
        this.#hooks.violated("S15", `a runtime that had ended asked to ${verb} ${resource.resource} ${name}`);
      },
      fateOf: (): EffectFate => this.#fateOf(),
      crash: () => this.#crash(life as Life),
      deliver: (write: SentWrite) => this.#deliver(write),
      staleSince: () => Math.min(...(life.links ?? []).map(({ told }) => told.staleSince())),
    };
    const links = this.servers().map((server) => new FaultyLink(server, this.injector, owner));
    life.links = links;
    const way = (name: string): ClusterApi => links.find(({ server }) => server.name === name)!;
    life.runtime = this.#make({
      hub: way("hub"),
      edges: this.plan.edges.map((name) => ({
        name,
        workspace: inventoryPath,
        syncTarget: targetOf(name),
        api: way(name),
      })),
      providerPath,
      marker: createMarker("simulated"),
      clock: this.#jumping,
      randomness: seededRandomness(Math.floor(this.#lives.next() * 2 ** 32)),
      journal: { append: (record) => this.#hooks.journaled(record) },
      log: this.#log(),
      adapt: (kind) =>
        overheard(kind, {
          told: (telling) => this.#hooks.told?.(telling),
          admitted: (admission) => this.#hooks.admitted?.(admission),
        }),
    });
    this.#life = life as Life;
    this.lifeBeganAt = this.clock.now();
    this.livesBegan.push(this.lifeBeganAt);
    life.runtime.start();
  }

  stopRuntime(): void {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    life.runtime.stop();
    life.condition = "ended";
    for (const link of life.links) link.close();
  }

  #crash(life: Life): void {
    if (this.#life !== life) return;
    // A crash ends the process between two instructions: not inside the step that happened to send a request.
    life.condition = "crashing";
    this.clock.after(0, () => {
      if (this.#life === life) this.stopRuntime();
    });
  }

  #fateOf(): EffectFate {
    this.effects++;
    const crash = this.plan.effectCrashes.find(({ effect }) => effect === this.effects);
    if (crash === undefined) return "none";
    this.counters.count(
      ({ before: "crashBefore", during: "crashDuring", after: "crashAfter" } as const)[crash.moment],
    );
    this.clock.after(crash.downMs, () => this.#restartAfter(crash.downMs));
    return crash.moment;
  }

  /** The crash may come a little later than the effect; the restart comes after it. */
  #restartAfter(downMs: number): void {
    if (this.#life === null) this.startRuntime();
    else this.clock.after(Math.max(downMs, 1_000), () => this.startRuntime());
  }

  #deliver(write: SentWrite): ApiAnswer {
    this.#delivering = write;
    try {
      return write.server.handle(write.request, "runtime");
    } finally {
      this.#delivering = null;
    }
  }

  #note({ metadata: { uid, resourceVersion } }: KubeObject): void {
    this.#written.add(`${uid}@${resourceVersion}`);
  }

  /** Whether an object ever had this version, on any server. */
  wasWritten(uid: string, resourceVersion: string): boolean {
    return this.#written.has(`${uid}@${resourceVersion}`);
  }

  #committed(server: ModelServer, commit: Commit): void {
    this.#note(commit.object);
    if (commit.author === "runtime" && !isHeartbeat(commit, this.#delivering?.request.subresource)) {
      this.lastWriteAt = commit.at;
    }
    this.#hooks.committed(server, commit, commit.author === "runtime" ? this.#delivering : null);
  }

  #log(): Log {
    const ignore = () => {};
    const warned = (fields: Readonly<Record<string, unknown>>, message: string) =>
      this.#hooks.warned(fields, message);
    return { debug: ignore, info: ignore, warn: warned, error: warned };
  }
}

/** Saying "I am here" changes nothing that anybody waits for; quiet is meant without it (S17). */
function isHeartbeat({ resource }: Commit, subresource: string | undefined): boolean {
  return subresource === "status" &&
    (resource === "synctargets.workload.kcp.io" || resource === "syncerconfigs.edge.kcp.io");
}

/** A stream of its own for every part, so that one part's draws do not shift another's. */
function streams(seed: number): () => Randomness {
  let count = 1;
  return () => seededRandomness((seed * 31 + 0x9e3779b9 * count++) >>> 0);
}
