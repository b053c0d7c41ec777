/** The HTTPS server in front of an embedded API server. @module */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Socket } from "node:net";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { adminTokenAuthenticator, type TokenAuthenticator } from "./credentials/authenticator.ts";
import { defaultFairness, FairAccess, type FairnessLimits } from "./fairness/fair_access.ts";
import type { CertifiedKey } from "./credentials/certificates.ts";
import { loadServerCredentials } from "./credentials/server_credentials.ts";
import { parseListenAddress } from "./listen_address.ts";
import type { ServeLimits, ServerContext } from "./exchange/exchange.ts";
import { refuseMalformed } from "./exchange/malformed.ts";
import { serveExchange } from "./exchange/serve_exchange.ts";
import { sweepWatches } from "./exchange/watch_sweep.ts";
import type { ServedHub } from "./served_hub.ts";

export interface ServeOptions {
  readonly hub: ServedHub;
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  /** Where the authority, the certificate and the token are kept, in the folder `pki`. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** More names under which clients may call the server, besides localhost and the loopback addresses. */
  readonly hosts?: readonly string[];
  /** Knowers of tokens besides the administrator's. */
  readonly tokens?: readonly TokenAuthenticator[];
  readonly ready?: ServerContext["ready"];
  readonly virtualWorkspace?: ServerContext["virtualWorkspace"];
  readonly limits?: Partial<ServeLimits>;
  /** Awaited before a write is acknowledged (`ObjectStore.flushed`). Default: what is committed is acknowledged. */
  readonly flushed?: ServerContext["flushed"];
  readonly fairness?: Partial<FairnessLimits>;
}

export interface RunningServer {
  /** `https://127.0.0.1:6443`, without a slash at the end. */
  readonly url: string;
  /** The authority's certificate, PEM. */
  readonly caData: string;
  /** The administrator's bearer token. */
  readonly token: string;
  /** For issuing client certificates. */
  readonly authority: CertifiedKey;
  stats(): ServerStats;
  /** Ends watches, then connections; resolves when the port is free. Idempotent. */
  close(): Promise<void>;
}

export interface ServerStats {
  readonly requests: number;
  readonly watchesOpen: number;
  /** Watchers that were cut off because they did not read. */
  readonly watchersDropped: number;
  /** Requests that wait for their turn, and refusals that are held back. */
  readonly waiting: number;
  readonly refusalsHeld: number;
}

/** kube-apiserver's numbers where it has any, and never more. */
export const defaultLimits: ServeLimits = {
  watchBufferBytesMax: 8 * 1024 * 1024,
  watchStallMs: 30_000,
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 60_000,
  idleTimeoutMs: 90_000,
  headerBytesMax: 64 * 1024,
  connectionsMax: 2_000,
};

const loopbackHosts = ["127.0.0.1", "::1", "localhost"];

/**
 * Serves a hub over HTTPS. Rejects when the address cannot be used (with the system's `code`, such as
 * EADDRINUSE) or the kept credentials cannot be read; then nothing is left open.
 */
export async function serveHub(options: ServeOptions): Promise<RunningServer> {
  const { dataDir, clock } = options;
  const { host, port } = parseListenAddress(options.listen);
  const hosts = [...new Set([...loopbackHosts, host, ...options.hosts ?? []])].map((name) =>
    name.toLowerCase()
  );
  const { authority, server: { certificate, key }, token } = await loadServerCredentials(
    dataDir,
    hosts,
    clock,
  );
  const context = contextOf(options, hosts, token);
  const { limits } = context;
  const server = createServer({
    cert: certificate,
    key,
    ca: [authority.certificate],
    requestCert: true,
    rejectUnauthorized: false, // a certificate is one way to say who you are; authentication decides
    minVersion: "TLSv1.2",
    maxHeaderSize: limits.headerBytesMax,
    connectionsCheckingInterval: 1000,
    requireHostHeader: false, // whoever leaves it out is refused, and audited, like everybody else
  });
  answerRequests(server, context);
  const sockets = guardConnections(server, limits);
  await listen(server, host, port);
  server.on("error", (error) => options.log.error({ error: String(error) }, "server socket failed"));
  const address = server.address() as AddressInfo;
  const sweep = sweepWatches(context);
  return {
    url: `https://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    caData: authority.certificate,
    token,
    authority,
    stats: () => {
      const { waiting, refusalsHeld } = context.fairness.stats();
      return { ...context.counts, watchesOpen: context.watches.size, waiting, refusalsHeld };
    },
    close: closer(server, context, sockets, sweep),
  };
}

function answerRequests(server: Server, context: ServerContext): void {
  const serving = new WeakMap<Socket, number>();
  const count = (socket: Socket, more: 1 | -1) => void serving.set(socket, (serving.get(socket) ?? 0) + more);
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    count(socket, 1);
    void serveExchange(context, request, response).finally(() => count(socket, -1));
  };
  server.on("request", answer);
  // An expectation that nobody knows is one that nobody has to meet (RFC 9110, 10.1.1).
  server.on("checkExpectation", answer);
  refuseMalformed(server, context, (socket) => (serving.get(socket) ?? 0) > 0);
}

function contextOf(options: ServeOptions, hosts: readonly string[], token: string): ServerContext {
  const { hub, clock, log, ready = () => true, virtualWorkspace = () => undefined } = options;
  const { flushed = () => Promise.resolve() } = options;
  return {
    hub,
    clock,
    log,
    ready,
    virtualWorkspace,
    flushed,
    hosts,
    limits: { ...defaultLimits, ...options.limits },
    tokens: [adminTokenAuthenticator(token), ...options.tokens ?? []],
    fairness: new FairAccess(clock, { ...defaultFairness, ...options.fairness }),
    watches: new Set(),
    counts: { watchersDropped: 0, requests: 0 },
  };
}

/** Sets the time limits of connections, and remembers them all, so that closing leaves none. */
function guardConnections(server: Server, limits: ServeLimits): Set<Socket> {
  const sockets = new Set<Socket>();
  server.headersTimeout = limits.headersTimeoutMs;
  server.requestTimeout = limits.requestTimeoutMs;
  server.keepAliveTimeout = limits.idleTimeoutMs;
  server.maxConnections = limits.connectionsMax;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // A broken handshake concerns nobody but its client, which is gone.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return sockets;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closer(
  server: Server,
  { watches }: ServerContext,
  sockets: Set<Socket>,
  sweep: { stop(): void },
): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () =>
    closed ??= new Promise((resolve) => {
      sweep.stop();
      server.close(() => resolve());
      for (const watch of [...watches]) watch.stop();
      // One turn of the event loop, so that the ends of the watches reach their sockets.
      setImmediate(() => {
        for (const socket of sockets) socket.destroy();
      });
    });
}
