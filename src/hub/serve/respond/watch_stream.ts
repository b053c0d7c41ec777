/** A watch as lines of JSON, to a client that may be slower than the events. @module */
import type { ServerResponse } from "node:http";
import { Buffer } from "node:buffer";
import { KubeError } from "../../../ports/kube_error.ts";
import type { Clock, Timer } from "../../../ports/clock.ts";
import type { WatchEvent, WatchHandle, WatchSink } from "../../../ports/cluster_api.ts";
import { commonHeaders } from "./reply.ts";
import { statusOf } from "./status.ts";

export interface WatchStreamOptions {
  readonly response: ServerResponse;
  readonly clock: Clock;
  /** One event as a line of JSON, with its newline. */
  readonly encode: (event: WatchEvent) => string;
  /** Bytes that may wait for a client, beyond the objects it was opened with. */
  readonly bufferBytesMax: number;
  /** How long a client may read nothing while something waits for it. */
  readonly stallMs: number;
  /** Called once if the client was too slow and has been cut off (KEP-less; kube-apiserver does the same). */
  readonly dropped: () => void;
  /** Called once when nothing will be written any more, for whatever reason. */
  readonly finished: () => void;
}

/**
 * Opens a watch and writes it to the response. Throws the `KubeError` of a watch that is refused at once, with
 * nothing written; only "too old" (410) is sent as an ERROR event, as kube-apiserver's watch cache does.
 */
export function streamWatch(
  open: (sink: WatchSink) => WatchHandle,
  options: WatchStreamOptions,
): WatchHandle & { refuse(error: KubeError): void } {
  const stream = new WatchStream(options);
  const handle = open(stream);
  if (stream.refusal !== null) throw stream.refusal;
  stream.start(handle);
  return { stop: () => stream.end(null), refuse: (error) => stream.end(error) };
}

class WatchStream implements WatchSink {
  refusal: KubeError | null = null;
  readonly #options: WatchStreamOptions;
  /** What waits: events of the opening burst by reference, which cost nothing; later ones as counted text. */
  #queue: (WatchEvent | string)[] = [];
  #queuedBytes = 0;
  #phase: "opening" | "open" | "ending" | "finished" = "opening";
  #blocked = false;
  #stall: Timer | null = null;
  #handle: WatchHandle | null = null;

  constructor(options: WatchStreamOptions) {
    this.#options = options;
  }

  start(handle: WatchHandle): void {
    const { response } = this.#options;
    this.#handle = handle;
    if (response.destroyed) return this.#finish(); // gone before we began, so "close" will not come again
    response.on("close", () => this.#finish());
    response.on("drain", () => this.#resume());
    response.writeHead(200, { ...commonHeaders, "content-type": "application/json" });
    response.flushHeaders();
    if (this.#phase === "opening") this.#phase = "open";
    this.#pump();
  }

  event(event: WatchEvent): void {
    if (this.#phase === "opening") this.#queue.push(event);
    else if (this.#phase === "open") this.#write(this.#options.encode(event));
  }

  closed(error: KubeError | null): void {
    if (this.#phase === "opening" && error !== null && error.status !== 410 && this.#queue.length === 0) {
      this.refusal = error;
      return;
    }
    this.end(error);
  }

  /** Ends the stream after what is queued, with the error as its last event. */
  end(error: KubeError | null): void {
    if (this.#phase === "ending" || this.#phase === "finished") return;
    if (error !== null) this.#queue.push(JSON.stringify({ type: "ERROR", object: statusOf(error) }) + "\n");
    const started = this.#phase === "open";
    this.#phase = "ending";
    this.#handle?.stop();
    if (started) this.#pump();
  }

  #write(line: string): void {
    if (!this.#blocked) return this.#send(line);
    this.#queue.push(line);
    this.#queuedBytes += Buffer.byteLength(line);
    if (this.#queuedBytes > this.#options.bufferBytesMax) this.#drop();
  }

  #send(line: string): void {
    if (this.#options.response.write(line)) return;
    this.#blocked = true;
    this.#stall = this.#options.clock.after(this.#options.stallMs, () => this.#drop());
  }

  #resume(): void {
    this.#blocked = false;
    this.#stall?.cancel();
    this.#pump();
  }

  #pump(): void {
    let sent = 0;
    while (!this.#blocked && sent < this.#queue.length) {
      const next = this.#queue[sent++]!;
      if (typeof next === "string") this.#queuedBytes -= Buffer.byteLength(next);
      this.#send(typeof next === "string" ? next : this.#options.encode(next));
    }
    this.#queue = this.#queue.slice(sent);
    if (this.#phase === "ending" && this.#queue.length === 0) this.#options.response.end();
  }

  #drop(): void {
    if (this.#phase === "finished") return;
    this.#options.dropped();
    this.#finish();
    this.#options.response.destroy();
  }

  #finish(): void {
    if (this.#phase === "finished") return;
    this.#phase = "finished";
    this.#stall?.cancel();
    this.#queue = [];
    this.#handle?.stop();
    this.#options.finished();
  }
}
