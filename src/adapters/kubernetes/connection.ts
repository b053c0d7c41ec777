/** HTTPS requests to one server, on connections that are kept. @module */
import { Buffer } from "node:buffer";
import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
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

/** One keep-alive agent for a server; another only when its credentials for TLS change. */
export class Connection {
  readonly #access: Access;
  #agent: HttpAgent | HttpsAgent | null = null;
  #agentTls = "";

  constructor(access: Access) {
    this.#access = access;
  }

  /** Sends a request; redirects are answers like any other, and followed by nobody. */
  send(request: HttpRequest, handler: HttpHandler): HttpCall {
    const call = new PendingCall(request, handler);
    this.#access.credentials().then(
      (credentials) => call.start(credentials, this.#agentFor(credentials)),
      (error) => call.fail(error as Error),
    );
    return call;
  }

  /** Closes kept connections. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = null;
  }

  #agentFor({ tls }: Credentials): HttpAgent | HttpsAgent {
    const identity = [tls.ca, tls.cert, tls.key].map(String).join("\n");
    if (this.#agent !== null && this.#agentTls === identity) return this.#agent;
    this.#agentTls = identity;
    const isPlain = this.#access.server.startsWith("http:");
    const keep = { keepAlive: true, keepAliveMsecs: 30_000 };
    return this.#agent = isPlain ? new HttpAgent(keep) : new HttpsAgent({ ...keep, ...tls });
  }
}

class PendingCall implements HttpCall {
  readonly #request: HttpRequest;
  readonly #handler: HttpHandler;
  #sent: ClientRequest | null = null;
  #settled = false;
  #aborted = false;
  #retried = false;

  constructor(request: HttpRequest, handler: HttpHandler) {
    this.#request = request;
    this.#handler = handler;
  }

  start(credentials: Credentials, agent: HttpAgent | HttpsAgent): void {
    if (this.#aborted) return;
    const { method, url, accept, contentType, body } = this.#request;
    const headers: Record<string, string> = { ...credentials.headers, accept };
    if (contentType !== undefined) headers["content-type"] = contentType;
    // Of a DELETE neither runtime says by itself how long its body is, and the server hangs up.
    if (body !== undefined) headers["content-length"] = String(Buffer.byteLength(body));
    const send = url.startsWith("http:") ? httpRequest : httpsRequest;
    const sent = send(url, { method, headers, agent });
    this.#sent = sent;
    sent.on("response", (response: IncomingMessage) => {
      this.#settled = true;
      if (!this.#aborted) this.#handler.response(response);
    });
    sent.on("error", (error: Error) => {
      if (this.#mayRetry(sent)) return this.start(credentials, agent);
      this.fail(error);
    });
    sent.end(body);
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
