/** One watch over HTTPS. @module */
import type { IncomingMessage } from "node:http";
import type { Buffer } from "node:buffer";
import { parseJson } from "../../kube/json.ts";
import type { Clock, Timer } from "../../ports/clock.ts";
import type { WatchEvent, WatchHandle, WatchSink } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import type { HttpCall } from "./connection.ts";
import { errorOfAnswer, errorOfEvent, unreachable, whyUnreached } from "./status_error.ts";
import { LineSplitter } from "./watch_lines.ts";

/** Passes lines on as events until the stream ends, errs, or falls silent for too long. */
export class HttpWatch implements WatchHandle {
  readonly #sink: WatchSink;
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #ended: () => void;
  #call: HttpCall | null = null;
  #idle: Timer | null = null;
  #isOver = false;

  constructor(sink: WatchSink, clock: Clock, idleMs: number, ended: () => void) {
    this.#sink = sink;
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#ended = ended;
    this.#expectMore();
  }

  started(call: HttpCall): void {
    this.#call = call;
  }

  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#idle?.cancel();
    this.#call?.abort();
    this.#ended();
  }

  failed(error: Error): void {
    this.#close(unreachable(whyUnreached(error), error));
  }

  response(response: IncomingMessage): void {
    // A socket that breaks says so in "close"; without a listener "error" would be fatal.
    response.on("error", () => {});
    if (response.statusCode !== 200) return this.#refused(response);
    this.#sink.opened?.();
    const lines = new LineSplitter((line) => this.#line(line));
    response.on("data", (chunk: Buffer) => this.#guarded(() => lines.write(chunk)));
    response.on("end", () => this.#close(null));
    response.on("close", () => this.#close(unreachable("the connection broke")));
  }

  #refused(response: IncomingMessage): void {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => text += chunk);
    response.on("end", () => this.#close(errorOfAnswer(response.statusCode ?? 0, response.headers, text)));
    response.on("close", () => this.#close(unreachable("the connection broke")));
  }

  #guarded(take: () => void): void {
    if (this.#isOver) return;
    this.#expectMore();
    try {
      take();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      this.#close(new KubeError(0, "Unknown", `the watch is not JSON: ${error.message}`, {}, error));
    }
  }

  #line(line: string): void {
    if (this.#isOver) return;
    const { type, object } = parseJson(line) as { type: string; object: unknown };
    if (type === "ERROR") return this.#close(errorOfEvent(object));
    this.#sink.event({ type, object } as WatchEvent);
  }

  #expectMore(): void {
    this.#idle?.cancel();
    const silence = () => this.#close(unreachable(`the watch was silent for ${this.#idleMs} ms`));
    this.#idle = this.#clock.after(this.#idleMs, silence);
  }

  #close(error: KubeError | null): void {
    if (this.#isOver) return;
    this.stop();
    this.#sink.closed(error);
  }
}
