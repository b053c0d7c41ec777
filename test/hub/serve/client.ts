/** A server for a test, and the smallest HTTPS client for it. @module */
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import type { Log } from "../../../src/ports/log.ts";
import { type RunningServer, serveHub, type ServeOptions } from "../../../src/hub/serve/serve_hub.ts";
import { FakeHub } from "./fake_hub.ts";

export interface LogLine {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its lines. */
export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write = (fields: LogLine["fields"], message: string) => void lines.push({ fields, message });
  return { lines, debug: write, info: write, warn: write, error: write };
}

export interface Answer {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whatever shape it has; undefined when the answer is not JSON. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Default: the administrator's token; null for none. */
  readonly token?: string | null;
  readonly cert?: string;
  readonly key?: string;
}

export interface TestServer {
  readonly hub: FakeHub;
  readonly running: RunningServer;
  readonly dataDir: string;
  readonly log: ReturnType<typeof recordingLog>;
  ask(path: string, ask?: Ask): Promise<Answer>;
  open(path: string, ask?: Ask): Promise<IncomingMessage>;
  close(): Promise<void>;
}

/** Serves a hub on a free port, in a data directory of its own. */
export async function startServer(
  options: Partial<ServeOptions> & { readonly hub?: FakeHub } = {},
): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "edgechart-serve-"));
  const log = recordingLog();
  const hub = options.hub ?? new FakeHub();
  const running = await serveHub({
    listen: "127.0.0.1:0",
    clock: systemClock,
    log,
    ...options,
    hub,
    dataDir,
  });
  const open = (path: string, ask: Ask = {}) => send(running, path, ask);
  return {
    hub,
    running,
    dataDir,
    log,
    open,
    ask: async (path, ask) => await readAnswer(await open(path, ask)),
    close: async () => {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function send(running: RunningServer, path: string, ask: Ask): Promise<IncomingMessage> {
  const { hostname, port } = new URL(running.url);
  const token = ask.token === undefined ? running.token : ask.token;
  const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...ask.headers };
  const { method = "GET", cert, key, body } = ask;
  return new Promise((resolve, reject) => {
    const request = httpsRequest({
      hostname,
      port,
      path,
      method,
      headers,
      cert,
      key,
      ca: running.caData,
      servername: "localhost",
      agent: false,
    });
    request.on("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += chunk;
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
  return {
    code: response.statusCode ?? 0,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

/** The events of a watch, one at a time. */
export async function* eventsOf(response: IncomingMessage): AsyncGenerator<Answer["json"]> {
  let rest = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line);
  }
}
