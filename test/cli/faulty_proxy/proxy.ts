/**
 * A TLS proxy before a hub, with the hub's own certificate, that can be told to misbehave: it refuses, cuts, goes mute, answers from the
 * past, answers nothing, or swallows answers. @module
 */
import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request as httpsRequest, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { type Asked, asked, isWrite, type Mode, refusalIn } from "./modes.ts";

export interface ProxyOptions {
  /** Where the hub is: `https://127.0.0.1:6443`. */
  readonly upstream: string;
  /** The hub's certificate and its key, and the authority that signed it. */
  readonly pem: string;
  readonly ca: string;
}

/** A stream of events that goes through, or is held while the proxy is mute. */
interface Stream {
  readonly response: ServerResponse;
  readonly held: Uint8Array[];
  isMute: boolean;
}

export class FaultyProxy {
  readonly #options: ProxyOptions;
  readonly #agent: Agent;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<Stream>();
  /** The first answer to each list, for later. */
  readonly #past = new Map<string, Uint8Array>();
  /** How often each fault was done. */
  readonly done = new Map<Mode, number>();
  #mode: Mode = "healthy";
  #requests = 0;

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, ca: options.ca });
    this.#server = createServer(
      { cert: options.pem, key: options.pem },
      (request, response) => void this.#serve(request, response).catch(() => response.destroy()),
    );
    this.#server.on("secureConnection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
  }

  /** Where it listens, as the hub's URL was. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests that have come so far, whatever became of them. */
  get requests(): number {
    return this.#requests;
  }

  /** From now on. What was mute speaks again with everything that was held back, as TCP does, or is cut. */
  become(mode: Mode, after: "resumes" | "is cut" = "resumes"): void {
    this.#mode = mode;
    if (mode === "cut") this.#cutAll();
    for (const stream of this.#streams) {
      if (mode === "mute") stream.isMute = true;
      else if (stream.isMute) this.#unmute(stream, after);
    }
  }

  close(): void {
    this.#cutAll();
    this.#server.close();
    this.#agent.destroy();
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #unmute(stream: Stream, after: "resumes" | "is cut"): void {
    stream.isMute = false;
    if (after === "is cut") return void stream.response.destroy();
    for (const chunk of stream.held.splice(0)) stream.response.write(chunk);
  }

  #note(mode: Mode): void {
    this.done.set(mode, (this.done.get(mode) ?? 0) + 1);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests += 1;
    const [what, mode] = [asked(request.method ?? "GET", request.url ?? "/"), this.#mode];
    const body = await wholeOf(request);
    if (mode === "cut") {
      this.#note(mode);
      return void response.destroy();
    }
    const refusal = refusalIn(mode, what);
    if (refusal !== null) {
      this.#note(mode);
      return refuse(response, refusal);
    }
    const answer = await this.#ask(request, body);
    if (what.isWatch) return this.#stream(answer, response);
    await this.#pass(`${request.url}`, what, mode, answer, response);
  }

  #ask({ method, url, headers }: IncomingMessage, body: Uint8Array): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { upstream } = this.#options;
    const options = { agent: this.#agent, method, headers: { ...headers, host: new URL(upstream).host } };
    const sent = httpsRequest(upstream + url, options, resolve);
    sent.on("error", reject);
    sent.end(body);
    return promise;
  }

  #stream(answer: IncomingMessage, response: ServerResponse): void {
    const stream: Stream = { response, held: [], isMute: this.#mode === "mute" };
    if (stream.isMute) this.#note("mute");
    this.#streams.add(stream);
    response.writeHead(answer.statusCode ?? 502, headersOf(answer));
    response.flushHeaders();
    answer.on("data", (chunk: Uint8Array) => {
      if (stream.isMute) {
        this.#note("mute");
        stream.held.push(chunk);
      } else response.write(chunk);
    });
    answer.on("end", () => response.end());
    answer.on("error", () => response.destroy());
    response.on("close", () => {
      this.#streams.delete(stream);
      answer.destroy();
    });
  }

  async #pass(
    url: string,
    what: Asked,
    mode: Mode,
    answer: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await wholeOf(answer);
    const isList = what.isList && answer.statusCode === 200;
    if (isList && mode !== "emptyLists" && !this.#past.has(url)) this.#past.set(url, body);
    if (mode === "lostAnswers" && isWrite(what)) {
      this.#note(mode);
      return void response.destroy();
    }
    response.writeHead(answer.statusCode ?? 502, headersOf(answer));
    response.end(isList ? this.#listIn(mode, url, body) : body);
  }

  #listIn(mode: Mode, url: string, body: Uint8Array): Uint8Array {
    if (mode === "emptyLists") {
      this.#note(mode);
      return emptied(body, this.#past.has(url));
    }
    if (mode !== "staleLists") return body;
    this.#note(mode);
    return this.#past.get(url) ?? body;
  }
}

function refuse(
  response: ServerResponse,
  { code, reason }: { readonly code: number; readonly reason: string },
): void {
  const headers = { "content-type": "application/json", ...(code === 429 && { "retry-after": "1" }) };
  const status = {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    message: "the proxy says so",
    reason,
    code,
  };
  response.writeHead(code, headers).end(JSON.stringify(status));
}

/**
 * A list of nothing. Who has seen the list before gets it with its true version, which is a lie that only a second look tells; for who has
 * not, no second look could, so that one is as proxies make them by mistake: without a version.
 */
function emptied(body: Uint8Array, isSeenBefore: boolean): Uint8Array {
  const { metadata, ...list } = JSON.parse(Buffer.from(body).toString());
  return Buffer.from(JSON.stringify({ ...list, ...(isSeenBefore && { metadata }), items: [] }));
}

async function wholeOf(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** A body may be of another length than it was, and hop-by-hop headers are for one hop. */
function headersOf({ headers }: IncomingMessage): Record<string, string | string[]> {
  const left = new Set(["content-length", "transfer-encoding", "connection", "keep-alive"]);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || left.has(name) ? [] : [[name, value]]
    ),
  );
}
