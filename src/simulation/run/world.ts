/** The simulated world of one plan: model servers, clocks, and the production runtime among them. @module */
import { createRuntime, type Runtime } from "../../actors/runtime.ts";
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ApiAnswer } from "../../ports/cluster_api.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { FaultCounters } from "../faults/fault_classes.ts";
import { FaultInjector } from "../faults/fault_injector.ts";
import type { FaultyLink, SentWrite } from "../faults/faulty_link.ts";
import { JumpingClock } from "../faults/jumping_clock.ts";
import { type Delay, resumeInCluster } from "../model/common_life.ts";
import type { Commit } from "../model/history.ts";
import { resumeInHub } from "../model/hub_life.ts";
import type { Backup, ModelServer } from "../model/model_server.ts";
import { foundServers } from "./founding.ts";
import type { Plan } from "./plan.ts";
import { type LifeHooks, RuntimeLives, type RuntimeMaker } from "./runtime_lives.ts";

export interface WorldHooks extends LifeHooks {
  committed(server: ModelServer, commit: Commit, write: SentWrite | null): void;
}

const bookmarkMs = 60_000;

export class World {
  readonly plan: Plan;
  readonly clock = new VirtualClock();
  readonly counters = new FaultCounters();
  readonly hub: ModelServer;
  readonly edges: ReadonlyMap<string, ModelServer>;
  readonly injector: FaultInjector;
  readonly lives: RuntimeLives;
  readonly start: number;
  /** Virtual time of the last write of the runtime that changed something. */
  lastWriteAt = 0;
  /** When the hub was last restored from a backup that nobody has spoken for yet; null when all is well. */
  restoredAt: number | null = null;
  /** When it was restored the last time, acknowledged or not: what was known before is no measure any more. */
  lastRestoredAt = -Infinity;
  readonly #hooks: WorldHooks;
  readonly #jumping: JumpingClock;
  readonly #delay: Delay;
  readonly #written = new Set<string>();
  #delivering: SentWrite | null = null;
  #backup: Backup | null = null;

  constructor(plan: Plan, hooks: WorldHooks, make: RuntimeMaker = createRuntime) {
    this.plan = plan;
    this.#hooks = hooks;
    this.start = this.clock.now();
    const stream = streams(plan.seed);
    const delays = stream();
    this.#delay = () => 1 + Math.floor(delays.next() * 200);
    const { hub, edges } = foundServers(plan, this.clock, stream, this.#delay);
    this.hub = hub;
    this.edges = edges;
    this.injector = new FaultInjector(this.clock, stream(), this.counters, plan.episodes);
    this.#jumping = new JumpingClock(this.clock);
    this.lives = new RuntimeLives({
      plan,
      servers: this.servers(),
      clock: this.clock,
      seenClock: this.#jumping,
      randomness: stream(),
      injector: this.injector,
      counters: this.counters,
      hooks,
      make,
      deliver: (write) => this.#deliver(write),
    });
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

  /** Null between two lives. */
  get runtime(): Runtime | null {
    return this.lives.runtime;
  }

  get links(): readonly FaultyLink[] {
    return this.lives.links;
  }

  /** When the present life of the runtime began, or the last one. */
  get lifeBeganAt(): number {
    return this.lives.began.at(-1) ?? 0;
  }

  /** Milliseconds since the beginning. */
  elapsed(): number {
    return this.clock.now() - this.start;
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
    for (const { server, told } of this.links) if (server === this.hub) told.overtake();
    this.restoredAt = this.lastRestoredAt = this.clock.now();
  }

  /** A person says that the hub is as it should be. To a runtime that cannot be told so, a new start says it. */
  acknowledge(): void {
    if (this.restoredAt === null) return;
    this.restoredAt = null;
    if (this.runtime === null) return;
    this.lives.stop();
    this.lives.start();
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
