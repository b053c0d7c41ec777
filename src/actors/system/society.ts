/** Puts the parts of a system together. @module */
import { bindKind } from "./bound_kind.ts";
import { type Counters, newCounters } from "./counters.ts";
import { DeadLetters } from "./dead_letters.ts";
import { Deadlines } from "./deadlines.ts";
import { createDirectory } from "./directory.ts";
import { Effects } from "./effects.ts";
import { createFeed, type Feed } from "./feed.ts";
import { Gates } from "./gates.ts";
import { IdleAsks } from "./idle_asks.ts";
import { Incarnations } from "./incarnations.ts";
import { Outbox } from "./outbox.ts";
import { PostOffice } from "./post_office.ts";
import { Registry } from "./registry.ts";
import { RunQueue } from "./run_queue.ts";
import { startShards } from "./shards.ts";
import { Stepper } from "./stepper.ts";
import { Supervision } from "./supervision.ts";
import type { SystemOptions } from "./system.ts";
import { Timers } from "./timers.ts";
import type { ActorDirectory } from "../../ports/actor_directory.ts";

export interface SocietyOptions extends SystemOptions {
  /** Called when the run queue is no longer empty. */
  readonly woken: () => void;
}

export interface Society {
  readonly post: PostOffice;
  readonly queue: RunQueue;
  readonly stepper: Stepper;
  readonly gates: Gates;
  readonly idleAsks: IdleAsks;
  readonly counters: Counters;
  readonly deadLetters: DeadLetters;
  readonly directory: ActorDirectory;
  readonly feed: Feed;
  /** Ends every actor; what they still wait for never comes. */
  stop(): void;
}

export function buildSociety(options: SocietyOptions): Society {
  const { clock, randomness, log, journal } = options;
  const [queue, outbox, deadLetters, counters] = [
    new RunQueue(),
    new Outbox(),
    new DeadLetters(),
    newCounters(),
  ];
  const kinds = new Map(options.kinds.map((kind) => [kind.name, bindKind(kind, outbox)]));
  const feed = createFeed();
  const changed = feed.changed;
  const shards = startShards(options.shards ?? 64);
  const post = new PostOffice({
    kinds,
    clock,
    queue,
    deadLetters,
    counters,
    mailboxLetters: options.mailboxLetters ?? 10_000,
    hooks: {
      arrived: (cell, letter) => supervision.arrived(cell, letter),
      overflowed: (cell) => supervision.overflowed(cell),
      woken: options.woken,
    },
  });
  const { send } = post;
  const [registry, gates, timers] = [
    new Registry(send),
    new Gates(send),
    new Timers(clock, randomness, send),
  ];
  const idleAsks = new IdleAsks(send);
  const deadlines = new Deadlines(clock, send, changed);
  const effects = new Effects({ send, registry, gates, timers, idleAsks, counters, clock });
  const incarnations = new Incarnations({ shards, timers, registry, gates, deadlines, log });
  const intensity = options.restartIntensity ?? { restarts: 3, periodMs: 60_000 };
  const supervision = new Supervision({
    clock,
    randomness,
    log,
    intensity,
    counters,
    post,
    incarnations,
    deadlines,
    changed,
  });
  const stepper = new Stepper({
    clock,
    journal,
    outbox,
    queue,
    counters,
    effects,
    incarnations,
    deadlines,
    supervision,
    changed,
  });
  const directory = createDirectory({
    cells: post.cells,
    kinds: [...kinds.keys()],
    shards,
    gates,
    deadLetters,
  });
  const stop = () => {
    post.closed = true;
    const cells = [...post.cells.values()];
    post.cells.clear();
    for (const cell of cells) incarnations.end(cell, "stopped", null);
    while (queue.shift() !== null);
    shards.stopAll();
  };
  return { post, queue, stepper, gates, idleAsks, counters, deadLetters, directory, feed, stop };
}
