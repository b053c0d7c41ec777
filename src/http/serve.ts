/** The app on a socket of this machine, the same way on Deno and Node. @module */
import type { Server } from "node:http";
import { clearTimeout, setImmediate, setTimeout } from "node:timers";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { AppEnv } from "./env.ts";
import { type Address, formatAddress, ListenError, parseListen } from "./listen.ts";

export interface ServeOptions {
  readonly app: Hono<AppEnv>;
  /** `HOST:PORT` on loopback; port 0 takes a free one. */
  readonly listen: string;
}

export interface AppServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends streams, then lets requests under way finish, then cuts what is left after a second. Idempotent. */
  close(): Promise<void>;
}

/** Slow headers and idle sockets are dropped (fault F41); heartbeats keep a stream that is read from being idle. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: 16_384,
};
const idleMs = 60_000;
const connectionsMax = 256;
const graceMs = 1000;

/** @throws {ListenError} when it cannot listen there; its message says what to do. */
export async function serveApp({ app, listen }: ServeOptions): Promise<AppServer> {
  const address = parseListen(listen);
  const closing = new AbortController();
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, { incoming: env.incoming, closing: closing.signal }),
    serverOptions: limits,
  }) as Server; // no createServer is given, so it is node:http's
  server.maxConnections = connectionsMax;
  server.timeout = idleMs;
  server.on(
    "request",
    (_request, response) => response.on("close", () => closeWhenIdle(server, closing.signal)),
  );
  const port = await bind(server, address, listen);
  let closed: Promise<void> | null = null;
  return {
    url: `http://${formatAddress(address.host, port)}`,
    close: () => closed ??= shut(server, closing),
  };
}

function bind(server: Server, { host, port }: Address, listen: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(ListenError.from(listen, error)));
    server.listen(port, host, () => {
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}

/** A connection whose last answer ended during closing would be kept alive; it is idle one turn later. */
function closeWhenIdle(server: Server, closing: AbortSignal): void {
  if (closing.aborted) setImmediate(() => server.closeIdleConnections());
}

function shut(server: Server, closing: AbortController): Promise<void> {
  return new Promise((resolve) => {
    const grace = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(grace);
      resolve();
    });
    closing.abort();
  });
}
