/**
 * The world a story is played in: servers, time, the runtime under test, and the faults that can befall it.
 *
 * A virtual world keeps every promise by microtasks or by its clock, never by real I/O: then a story is the same on every
 * machine. @module
 */
import type { KubeObject } from "../kube/object.ts";
import type { ActorDirectory } from "../ports/actor_directory.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { Journal } from "../ports/journal.ts";
import type { Pace } from "./play/pace.ts";
import type { BuiltinName } from "./story/scenario.ts";

export interface World {
  /** The story's time: virtual or real. */
  readonly pace: Pace;
  /** The time of the person who watches; never part of a trace. */
  readonly wall: Clock;
  /** The hub as its administrator sees it; the faults below do not befall this way to it. */
  readonly hub: ClusterApi;
  /** By the names that the scenario declares. */
  readonly edges: ReadonlyMap<string, EdgeWorld>;
  readonly builtins: ReadonlyMap<BuiltinName, readonly KubeObject[]>;
  readonly runtime: RuntimeControl;
  /** Where the player writes down each step, between the runtime's own records; null when nobody traces. */
  readonly journal: Journal | null;
}

export interface EdgeWorld {
  /** The edge's API server as its administrator sees it. */
  readonly api: ClusterApi;
  /** What `http://localhost:<hostPort>/` answers, or null when nothing listens there. */
  fetchPage(hostPort: number): Promise<PageAnswer | null>;
  /** Cuts the runtime's way to this edge; idempotent. */
  disconnect(): void;
  reconnect(): void;
}

export interface PageAnswer {
  readonly status: number;
  readonly body: string;
}

/** The runtime under test. Stopping throws its whole memory away; what it wrote to the servers and to disk stays. */
export interface RuntimeControl {
  /** Resolves when it runs, not when it has converged; idempotent. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Of the runtime as it stands; null while it is stopped. */
  directory(): ActorDirectory | null;
  /** Writes the runtime has asked of hub and edges, across restarts; leases and heartbeats are not counted. */
  writes(): WriteCount;
  /** From now on the runtime is told of no change; its reads are answered as ever. A view grows stale. */
  holdWatches(): void;
  /** Tells what was held back, in order, and goes on as usual. */
  releaseWatches(): void;
  /** Ends every open watch as a lost connection does, and forgets what was held back: events are missed. */
  cutWatches(): void;
}

export interface WriteCount {
  readonly total: number;
  /** Newest last, at most a few dozen: `update deployments.apps commonstuff/commond in root:espw:…`. */
  readonly newest: readonly string[];
}
