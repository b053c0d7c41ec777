/** HTTPS requests to one server, on connections that are kept. @module */
import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from "node:http";
import { Buffer } from "node:buffer";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Clock } from "../../ports/clock.ts";
import type { Access, Credentials } from "./access.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly accept: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** Exactly one of the two is called, once. Neither is called after `abort`. */
export interface HttpHandler {
  response(response: IncomingMessage): void;
  failed(error: Error): void;
}

export interface HttpCall {
  /** Gives up, whatever has come so far; idempotent. */
  abort(): void;
}

/** The least time between two looks for better credentials: a plugin is not run for every request that is refused. */
const renewalMs = 5_000;

/** One keep-alive agent for a server; another only when its credentials for TLS change. */
export class Connection {
  readonly #access: Access;
  readonly #clock: Pick<Clock, "now">;
  #agent: HttpAgent | HttpsAgent | null = null;
  #agentTls = "";
  #latest: Credentials | null = null;
  #renewal: "none" | "under way" = "none";
  #renewedAt = -Infinity;

  constructor(access: Access, clock: Pick<Clock, "now">) {
    this.#access = access;
    this.#clock = clock;
  }

  /** Sends a request; redirects are answers like any other, and followed by nobody. */
  send(request: HttpRequest, handler: HttpHandler): HttpCall {
    const again = (used: Credentials): boolean => this.#mayRenew(used) && this.#start(call);
    const call: PendingCall = new PendingCall(request, handler, again);
    this.#start(call);
    return call;
  }

  #start(call: PendingCall): true {
    this.#access.credentials().then(
      (credentials) => {
        this.#latest = credentials;
        this.#renewal = "none";
        call.start(credentials, this.#agentFor(credentials));
      },
      (error) => {
        this.#renewal = "none";
        call.fail(error as Error);
      },
    );
    return true;
  }

  /** Whether there may be better credentials than those that were refused: newer ones, or some that have not been looked for. */
  #mayRenew(used: Credentials): boolean {
    if (this.#renewal === "under way" || (this.#latest !== null && !isSame(this.#latest, used))) return true;
    if (this.#clock.now() - this.#renewedAt < renewalMs) return false;
    this.#renewedAt = this.#clock.now();
    this.#renewal = "under way";
    this.#access.renew();
    return true;
  }

  /** Closes kept connections. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = null;
  }

  #agentFor({ tls, proxy }: Credentials): HttpAgent | HttpsAgent {
    if (proxy !== undefined) return proxy;
    const identity = [tls.ca, tls.cert, tls.key].map(String).join("\n");
    if (this.#agent !== null && this.#agentTls === identity) return this.#agent;
    this.#agentTls = identity;
    const isPlain = this.#access.server.startsWith("http:");
    const keep = { keepAlive: true, keepAliveMsecs: 30_000 };
    return this.#agent = isPlain ? new HttpAgent(keep) : new HttpsAgent({ ...keep, ...tls });
  }
}

function isSame(a: Credentials, b: Credentials): boolean {
  return a.headers["authorization"] === b.headers["authorization"] && a.tls.cert === b.tls.cert;
}

class PendingCall implements HttpCall {
  readonly #request: HttpRequest;
  readonly #handler: HttpHandler;
  readonly #startAgain: (used: Credentials) => boolean;
  #sent: ClientRequest | null = null;
  #settled = false;
  #aborted = false;
  #retried = false;
  #renewed = false;

  /** `startAgain` is asked once, when the server does not accept the credentials; false when there are no others. */
  constructor(request: HttpRequest, handler: HttpHandler, startAgain: (used: Credentials) => boolean) {
    this.#request = request;
    this.#handler = handler;
    this.#startAgain = startAgain;
  }

  start(credentials: Credentials, agent: HttpAgent | HttpsAgent): void {
    if (this.#aborted) return;
    const { method, url, accept, contentType, body } = this.#request;
    const headers: Record<string, string> = { ...credentials.headers, accept };
    if (contentType !== undefined) headers["content-type"] = contentType;
    // Node frames no body of a DELETE by itself: the server would see none, and delete without our preconditions.
    if (body !== undefined) headers["content-length"] = String(Buffer.byteLength(body));
    const send = url.startsWith("http:") ? httpRequest : httpsRequest;
    const sent = send(url, { method, headers, agent });
    this.#sent = sent;
    sent.on("response", (response: IncomingMessage) => {
      if (this.#isRefused(response) && this.#startAgain(credentials)) return void response.resume();
      this.#settled = true;
      if (!this.#aborted) this.#handler.response(response);
    });
    sent.on("error", (error: Error) => {
      if (this.#mayRetry(sent)) return this.start(credentials, agent);
      this.fail(error);
    });
    sent.end(body);
  }

  /** 401 comes before anything is done, so whatever was asked may be asked again, once. */
  #isRefused({ statusCode }: IncomingMessage): boolean {
    if (statusCode !== 401 || this.#aborted || this.#renewed) return false;
    return this.#renewed = true;
  }

  fail(error: Error): void {
    if (this.#settled || this.#aborted) return;
    this.#settled = true;
    this.#handler.failed(error);
  }

  abort(): void {
    this.#aborted = true;
    this.#sent?.destroy();
  }

  /** A kept connection may be closed by the server just as we use it; reading again then does no harm. */
  #mayRetry({ reusedSocket }: ClientRequest): boolean {
    if (this.#settled || this.#aborted || this.#retried || !reusedSocket || this.#request.method !== "GET") {
      return false;
    }
    return this.#retried = true;
  }
}
