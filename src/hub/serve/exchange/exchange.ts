/** One request on its way to an answer, and what the server holds for all of them. @module */
import type { IncomingMessage, ServerResponse } from "node:http";
import { KubeError } from "../../../ports/kube_error.ts";
import type { Caller } from "../../../ports/api_backend.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Log } from "../../../ports/log.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { FairAccess, Turn } from "../fairness/fair_access.ts";
import type { TokenAuthenticator } from "../credentials/authenticator.ts";
import type { RoutedPath, VirtualWorkspace } from "../request/route.ts";
import type { ServedHub } from "../served_hub.ts";
import type { OpenWatch } from "./watch_sweep.ts";

/** How much one client may ask of the server. */
export interface ServeLimits {
  /** Bytes of events that may wait for a watcher. */
  readonly watchBufferBytesMax: number;
  /** How long a watcher may read nothing while events wait. */
  readonly watchStallMs: number;
  /** How long a client may take to send the headers of a request. */
  readonly headersTimeoutMs: number;
  /** How long a client may take to send a whole request. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle between requests. */
  readonly idleTimeoutMs: number;
  /** Bytes of all headers of a request. */
  readonly headerBytesMax: number;
  readonly connectionsMax: number;
}

/** Held by the server for as long as it runs. */
export interface ServerContext {
  readonly hub: ServedHub;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ServeLimits;
  readonly tokens: readonly TokenAuthenticator[];
  /** Shares the server between its callers. */
  readonly fairness: FairAccess;
  /** Names by which a Host header may call us, lower case. */
  readonly hosts: readonly string[];
  /** False while the server should get no traffic yet. */
  readonly ready: () => boolean;
  /** The hub behind the virtual workspace of an APIExport; undefined when there is none for this caller. */
  readonly virtualWorkspace: (address: VirtualWorkspace, caller: Caller) => ServedHub | undefined;
  /** Resolves when what was written before is as durable as an acknowledged write must be. */
  readonly flushed: () => Promise<void>;
  /** Open watches, so that closing can end them first. */
  readonly watches: Set<OpenWatch>;
  readonly counts: { watchersDropped: number; requests: number };
}

/** A request whose caller and address are known. */
export interface Exchange {
  readonly context: ServerContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller;
  /** The caller's turn, which is charged for what the request costs. */
  readonly turn: Turn;
  /** The hub this path leads to. */
  readonly hub: ServedHub;
  /** Logical cluster as the hub takes it; "" on a plain server. */
  readonly cluster: string;
  readonly path: RoutedPath;
  readonly query: Readonly<Record<string, string>>;
  /** The name of what was created, which the path does not tell; for the audit line. */
  readonly created: { name?: string };
}

/** The kinds the caller sees in the cluster of this request. Throws `KubeError` 403 for an unknown cluster. */
export function kindsSeen({ hub, cluster, caller }: Exchange): readonly KindDefinition[] {
  const kinds = hub.kindsFor(cluster, caller);
  if (kinds === undefined) throw forbiddenPath(caller);
  return kinds;
}

/** What an unknown and a forbidden path both get. */
export function forbiddenPath({ user }: Caller): KubeError {
  return new KubeError(403, "Forbidden", `forbidden: User "${user}" cannot access this path`);
}
