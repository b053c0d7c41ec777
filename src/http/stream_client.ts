/**
 * One reader of `/stream`: what changed since it last looked, newest word per actor, as server-sent events.
 *
 * Nothing is buffered for a reader that does not read: at most `pendingMax` actors are remembered, and a reader that
 * falls further behind, or stands still for two heartbeats, gets `gap` and is let go (kube-apiserver does the same to
 * a slow watcher). It comes back by itself and asks for the whole list. @module
 */
import type { ActorChange, ActorFeed } from "../ports/actor_feed.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import { toSafeJson } from "./redact.ts";

export interface StreamLimits {
  /** Open streams at a time. */
  readonly clientsMax: number;
  /** Actors with untold changes per stream. */
  readonly pendingMax: number;
  /** Changes are told together, at most this often. */
  readonly flushMs: number;
  readonly heartbeatMs: number;
}

export const defaultLimits: StreamLimits = {
  clientsMax: 32,
  pendingMax: 2000,
  flushMs: 200,
  heartbeatMs: 15_000,
};

type Controller = ReadableStreamDefaultController<Uint8Array>;

const encoder = new TextEncoder();

function frame(event: string, value: unknown, id: number): Uint8Array {
  return encoder.encode(`event: ${event}\nid: ${id}\ndata: ${toSafeJson(value)}\n`);
}

export class StreamClient {
  readonly #clock: Clock;
  readonly #limits: StreamLimits;
  readonly #onEnd: () => void;
  readonly #pending = new Map<string, ActorChange>();
  readonly #unsubscribe: () => void;
  readonly #controller: Controller;
  #flushTimer: Timer | null = null;
  #heartbeat: Timer;
  #beatsMissed = 0;
  #told = 0;
  #ended = false;

  /** @param onEnd called once, whoever ends the stream. */
  constructor(
    controller: Controller,
    feed: ActorFeed,
    clock: Clock,
    limits: StreamLimits,
    onEnd: () => void,
  ) {
    this.#controller = controller;
    this.#clock = clock;
    this.#limits = limits;
    this.#onEnd = onEnd;
    controller.enqueue(encoder.encode("retry: 2000\n\n"));
    controller.enqueue(frame("hello", { now: clock.now() }, this.#told));
    this.#unsubscribe = feed.subscribe((change) => this.#receive(change));
    this.#heartbeat = clock.after(limits.heartbeatMs, () => this.#beat());
  }

  /** The reader has room again. */
  pull(): void {
    this.#beatsMissed = 0;
    if (this.#flushTimer === null) this.#flush();
  }

  /** The server is closing: tells so and ends. */
  close(): void {
    this.#endWith("closing", "The server is stopping.");
  }

  /** The reader is gone, or has been let go. Idempotent. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unsubscribe();
    this.#flushTimer?.cancel();
    this.#heartbeat.cancel();
    this.#pending.clear();
    this.#onEnd();
  }

  #receive(change: ActorChange): void {
    const address = change.type === "gone" ? change.address : change.summary.address;
    this.#pending.set(address, change);
    if (this.#pending.size > this.#limits.pendingMax) {
      this.#endWith("gap", "This stream fell too far behind.");
    } else this.#flushTimer ??= this.#clock.after(this.#limits.flushMs, () => this.#flush());
  }

  #flush(): void {
    this.#flushTimer = null;
    if (this.#ended || this.#pending.size === 0 || !this.#hasRoom()) return;
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    const changed = changes.flatMap((change) => change.type === "changed" ? [change.summary] : []);
    const gone = changes.flatMap((change) => change.type === "gone" ? [change.address] : []);
    this.#told += 1;
    this.#controller.enqueue(frame("actors", { changed, gone }, this.#told));
  }

  #beat(): void {
    if (this.#hasRoom()) this.#controller.enqueue(encoder.encode(": still here\n\n"));
    else this.#beatsMissed += 1;
    if (this.#beatsMissed >= 2) return this.#endWith("gap", "This stream stood still for too long.");
    this.#heartbeat = this.#clock.after(this.#limits.heartbeatMs, () => this.#beat());
  }

  #hasRoom(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  #endWith(event: "gap" | "closing", detail: string): void {
    if (this.#ended) return;
    this.#controller.enqueue(frame(event, { detail }, this.#told));
    this.#controller.close();
    this.end();
  }
}
