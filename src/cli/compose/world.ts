/** What a command asks of the place where hub, runtime, edges and adapters are put together. @module */
import type { EdgeSpec, Scenario } from "../../scenario/story/scenario.ts";
import type { TraceJournal } from "../../scenario/trace/trace_journal.ts";
import type { World } from "../../scenario/world.ts";
import type { EdgeConnection } from "../edge_connection.ts";
import type { Settings } from "../options.ts";
import type { RestoredHub } from "../restored_hub.ts";

/** What a person can point a browser, `kubectl` and `curl` at. */
export interface Windows {
  /** The actor endpoint, without a slash at its end. */
  readonly actorsUrl: string;
  /** Files, absolute; the second is null when there are no edges. */
  readonly adminKubeconfig: string;
  readonly edgesKubeconfig: string | null;
}

/** A world on sockets and disk. The runtime is started; it need not have converged. */
export interface LiveWorld {
  readonly world: World;
  readonly windows: Windows;
  /** Why nothing is deleted, in words; null when the hub is trusted. */
  readonly restored: string | null;
  /** Stops runtime, edges and listeners and closes files; idempotent. */
  close(): Promise<void>;
}

/** A world in memory on a virtual clock, with the runtime started. */
export interface ReplayWorld {
  readonly world: World;
  readonly trace: TraceJournal;
  close(): Promise<void>;
}

/** A hub alone, served over HTTPS. */
export interface HubAlone {
  /** Absolute. */
  readonly kubeconfig: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** How commands come by a world; tests bring their own. */
export interface WorldOpener {
  /** Opens the embedded hub in `settings.dataDir`; rejects as `openLive` does. */
  openHub(settings: Settings): Promise<HubAlone>;
  /**
   * Opens `settings.dataDir` and listens; makes the log from `settings.logLevel`. `remote` are edge clusters of somebody else's.
   *
   * Rejects with a CommandError or ListenError for what the person must mend, and then leaves no listener behind.
   */
  openLive(
    settings: Settings,
    edges: readonly EdgeSpec[],
    remote: readonly EdgeConnection[],
    restoredHub: RestoredHub,
  ): Promise<LiveWorld>;
  /** The seed is the scenario's. Touches neither network nor disk. */
  openReplay(scenario: Scenario): Promise<ReplayWorld>;
}
