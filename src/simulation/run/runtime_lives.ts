/** One life of the production runtime after another: each begins with an empty memory, and ends by a stop or a crash. @module */
import { createMarker } from "../../actors/copies/mark.ts";
import type { Runtime, RuntimeOptions } from "../../actors/runtime.ts";
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { JournalRecord } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { FaultCounters } from "../faults/fault_classes.ts";
import type { FaultInjector } from "../faults/fault_injector.ts";
import { type EffectFate, FaultyLink, type LinkOwner, type SentWrite } from "../faults/faulty_link.ts";
import type { ModelServer } from "../model/model_server.ts";
import { targetOf } from "../user/draw_story.ts";
import { inventoryPath, providerPath } from "./founding.ts";
import type { EffectCrash, Plan } from "./plan.ts";
import { type Admission, overheard, type Telling } from "./view_watch.ts";

/** Makes the runtime under test; a test may make one with a planted bug. */
export type RuntimeMaker = (options: RuntimeOptions) => Runtime;

/** Hears what a runtime says and does, besides its writes. */
export interface LifeHooks {
  journaled(record: JournalRecord): void;
  warned(fields: Readonly<Record<string, unknown>>, message: string): void;
  /** A reflector tells somebody of an object. */
  told?(telling: Telling): void;
  admitted?(admission: Admission): void;
  violated(oracle: string, message: string): void;
}

export interface LivesOptions {
  readonly plan: Plan;
  readonly servers: readonly ModelServer[];
  readonly clock: Clock;
  /** The clock that the runtime sees. */
  readonly seenClock: Clock;
  readonly randomness: Randomness;
  readonly injector: FaultInjector;
  readonly counters: FaultCounters;
  readonly hooks: LifeHooks;
  readonly make: RuntimeMaker;
  /** Hands a write to its server. */
  readonly deliver: (write: SentWrite) => ApiAnswer;
}

interface Life {
  readonly runtime: Runtime;
  readonly links: readonly FaultyLink[];
  /** `crashing`: what it still asks for in this instant goes nowhere. */
  condition: "alive" | "crashing" | "ended";
  /** How long a crash that an effect of this life brings about keeps the runtime down. */
  downMs: number;
}

const crashFaults = { before: "crashBefore", during: "crashDuring", after: "crashAfter" } as const;

export class RuntimeLives {
  /** Writes that the runtime asked for, over all lives. */
  effects = 0;
  /** When each life began. */
  readonly began: number[] = [];
  readonly #options: LivesOptions;
  #life: Life | null = null;

  constructor(options: LivesOptions) {
    this.#options = options;
  }

  get runtime(): Runtime | null {
    return this.#life?.runtime ?? null;
  }

  get links(): readonly FaultyLink[] {
    return this.#life?.links ?? [];
  }

  /** Starts the runtime, unless it runs. */
  start(): void {
    if (this.#life !== null) return;
    const { servers, injector, clock, make } = this.#options;
    const life: { -readonly [Field in keyof Life]?: Life[Field] } = { condition: "alive", downMs: 0 };
    const owner = this.#ownerOf(life);
    const links = servers.map((server) => new FaultyLink(server, injector, owner));
    life.links = links;
    life.runtime = make(this.#runtimeOptions(links));
    this.#life = life as Life;
    this.began.push(clock.now());
    life.runtime.start();
  }

  stop(): void {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    life.runtime.stop();
    life.condition = "ended";
    for (const link of life.links) link.close();
  }

  #ownerOf(life: Partial<Life>): LinkOwner {
    const { hooks, deliver } = this.#options;
    return {
      isAlive: () => life.condition === "alive",
      calledAfterEnd: ({ verb, resource, name = "" }: ApiRequest) => {
        if (life.condition !== "ended") return;
        hooks.violated("S15", `a runtime that had ended asked to ${verb} ${resource.resource} ${name}`);
      },
      fateOf: () => this.#fateOf(life),
      crash: () => this.#crash(life as Life),
      deliver,
      staleSince: () => Math.min(...(life.links ?? []).map(({ told }) => told.staleSince())),
    };
  }

  #runtimeOptions(links: readonly FaultyLink[]): RuntimeOptions {
    const { plan, seenClock, randomness, hooks } = this.#options;
    const way = (name: string): ClusterApi => links.find(({ server }) => server.name === name)!;
    return {
      hub: way("hub"),
      edges: plan.edges.map((name) => ({
        name,
        workspace: inventoryPath,
        syncTarget: targetOf(name),
        api: way(name),
      })),
      providerPath,
      marker: createMarker("simulated"),
      clock: seenClock,
      randomness: seededRandomness(Math.floor(randomness.next() * 2 ** 32)),
      journal: { append: (record) => hooks.journaled(record) },
      log: logTo(hooks),
      adapt: (kind) =>
        overheard(kind, {
          told: (telling) => hooks.told?.(telling),
          admitted: (admission) => hooks.admitted?.(admission),
        }),
    };
  }

  #crash(life: Life): void {
    if (this.#life !== life) return;
    // A crash ends the process between two instructions: not inside the step that happened to send a request.
    life.condition = "crashing";
    this.#options.clock.after(0, () => {
      if (this.#life === life) this.stop();
    });
    // An answer may come, and the crash with it, when the times to restart after the effect are over.
    this.#options.clock.after(latestRestartMs(life), () => this.start());
  }

  #fateOf(life: Partial<Life>): EffectFate {
    const { plan, counters, clock } = this.#options;
    this.effects++;
    const crash = plan.effectCrashes.find(({ effect }) => effect === this.effects);
    if (crash === undefined) return "none";
    counters.count(crashFaults[crash.moment]);
    life.downMs = crash.downMs;
    clock.after(crash.downMs, () => this.#restartAfter(crash));
    return crash.moment;
  }

  /** The crash may come a little later than the effect; the restart comes after it. */
  #restartAfter({ downMs }: EffectCrash): void {
    if (this.#life === null) this.start();
    else this.#options.clock.after(latestRestartMs({ downMs }) - downMs, () => this.start());
  }
}

/** When the runtime is started for the last time after an effect that makes it crash, or after the crash itself if that comes later. */
function latestRestartMs({ downMs }: Pick<Life, "downMs">): number {
  return downMs + Math.max(downMs, 1_000);
}

function logTo(hooks: LifeHooks): Log {
  const ignore = () => {};
  const warned = (fields: Readonly<Record<string, unknown>>, message: string) =>
    hooks.warned(fields, message);
  return { debug: ignore, info: ignore, warn: warned, error: warned };
}
