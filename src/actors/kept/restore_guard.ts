/**
 * Notices that a hub has gone back in time, as it does when it is restored from a backup, and lets nothing be deleted until a person has
 * said that this is as it should be (F27).
 *
 * A hub from before an object was made looks exactly like a hub on which it was deleted. The sign is lists that are older than what had
 * been seen of the same resource when they were asked for. One such list may come from a replica that lags: until they have come for
 * {@link doubtMs}, they are refused, so that nobody believes them. @module
 */
import { groupResourceKey } from "../../kube/resource.ts";
import { isNewer } from "../../kube/resource_version.ts";
import type { Clock, Timer } from "../../ports/clock.ts";
import type { ApiAnswer, ApiRequest, ClusterApi, WatchSink } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";

/** Small values that outlive the process; `ObjectStore` has them. */
export interface GuardMemory {
  readMeta(key: string): string | undefined;
  writeMeta(key: string, value: string): void;
}

export interface RestoreGuardOptions {
  readonly memory: GuardMemory;
  readonly clock: Clock;
  /** Called each time the hub is seen to have gone back: what is known of its versions is worth nothing any more. */
  readonly onRestored: (restored: string) => void;
}

export interface RestoreGuard {
  watchOver(hub: ClusterApi): ClusterApi;
  /** A way on which no delete passes while the hub is not trusted. */
  protect(api: ClusterApi): ClusterApi;
  /** What was noticed and has not been acknowledged, in words; null when all is well. */
  frozen(): string | null;
  /** A person says that the hub is as it should be. */
  acknowledge(): void;
  /** Writes down at once how far the hub has come, and nothing more until {@link wake}: the memory may be closed. */
  rest(): void;
  wake(): void;
}

/** Older lists for so long, without a list that is not, are no replica that lags. */
export const doubtMs = 60_000;

const frozenKey = "restored";
const newestKey = "newest";
/** What was seen is written down at most so often; a hub that goes back by less is not noticed after a crash. */
const writeMs = 1_000;

export function createRestoreGuard({ memory, clock, onRestored }: RestoreGuardOptions): RestoreGuard {
  const frozen = () => memory.readMeta(frozenKey) || null;
  const versions = new Versions(memory, clock);
  const doubtedSince = new Map<string, number>();

  /** What to make of a list of this version, where `known` had been seen when it was asked for. */
  const judge = (resource: string, version: string, known: string): "believed" | "doubted" => {
    if (known === "" || !isNewer(known, version)) {
      doubtedSince.delete(resource);
      versions.see(resource, version);
      return "believed";
    }
    const now = clock.now();
    // A clock that is put back begins the doubt anew, rather than to keep it up until the clock is where it was (F21).
    const since = Math.min(doubtedSince.get(resource) ?? now, now);
    doubtedSince.set(resource, since);
    if (now - since < doubtMs) return "doubted";
    const restored = `the hub went back from version ${known} to ${version} of ${resource}`;
    memory.writeMeta(frozenKey, restored);
    versions.forget();
    doubtedSince.clear();
    onRestored(restored);
    return "believed";
  };

  /** Only the first page of a list is about now. */
  const noticing = (request: ApiRequest, answer: (answer: ApiAnswer) => void) => {
    if (request.verb !== "list" || request.query?.["continue"] !== undefined) return answer;
    const resource = groupResourceKey(request.resource);
    const known = versions.of(resource);
    return (given: ApiAnswer) => {
      const version = given.ok ? given.body.metadata?.resourceVersion ?? "" : "";
      if (version === "" || judge(resource, version, known) === "believed") return answer(given);
      answer({ ok: false, error: doubtFor(resource, version, known) });
    };
  };

  const following = (
    { resource }: ApiRequest | Parameters<ClusterApi["watch"]>[0],
    sink: WatchSink,
  ): WatchSink => ({
    opened: () => sink.opened?.(),
    event: (event) => {
      versions.see(groupResourceKey(resource), event.object.metadata.resourceVersion ?? "");
      sink.event(event);
    },
    closed: (error) => sink.closed(error),
  });

  return {
    watchOver: (hub) => ({
      call: (request, answer) => hub.call(request, noticing(request, answer)),
      watch: (request, sink) => hub.watch(request, following(request, sink)),
      discover: (cluster, answer) => hub.discover(cluster, answer),
      close: () => hub.close(),
    }),
    protect: (api) => ({
      call(request, answer) {
        const reason = request.verb.startsWith("delete") ? frozen() : null;
        if (reason === null) return api.call(request, answer);
        clock.after(0, () => answer({ ok: false, error: refusalFor(reason) }));
      },
      watch: (request, sink) => api.watch(request, sink),
      discover: (cluster, answer) => api.discover(cluster, answer),
      close: () => api.close(),
    }),
    frozen,
    acknowledge: () => memory.writeMeta(frozenKey, ""),
    rest: () => versions.rest(),
    wake: () => versions.wake(),
  };
}

/** Another hub, or another part of it, will be seen from now on: nothing that is remembered of the old one says anything of it. */
export function forgetHub(memory: GuardMemory): void {
  memory.writeMeta(frozenKey, "");
  memory.writeMeta(newestKey, "");
}

/** The newest version seen of each resource, written down now and then. */
class Versions {
  readonly #memory: GuardMemory;
  readonly #clock: Clock;
  #newest: Map<string, string>;
  #writing: Timer | null = null;
  #isResting = false;

  constructor(memory: GuardMemory, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
    this.#newest = new Map(Object.entries(JSON.parse(memory.readMeta(newestKey) || "{}")));
  }

  of(resource: string): string {
    return this.#newest.get(resource) ?? "";
  }

  see(resource: string, version: string): void {
    if (version === "" || !isNewer(version, this.of(resource))) return;
    this.#newest.set(resource, version);
    if (!this.#isResting) this.#writing ??= this.#clock.after(writeMs, () => this.#write());
  }

  rest(): void {
    if (this.#writing !== null) this.#write();
    this.#isResting = true;
  }

  wake(): void {
    this.#isResting = false;
  }

  forget(): void {
    this.#newest = new Map();
    this.#write();
  }

  #write(): void {
    this.#writing?.cancel();
    this.#writing = null;
    this.#memory.writeMeta(newestKey, JSON.stringify(Object.fromEntries(this.#newest)));
  }
}

/** In words that a breaker does not take for trouble of the server (F7). */
function doubtFor(resource: string, version: string, known: string): KubeError {
  const message = `the list of ${resource} is of version ${version}, but ${known} was seen`;
  return new KubeError(504, "Timeout", message, { causes: [{ reason: "ResourceVersionTooLarge", message }] });
}

function refusalFor(reason: string): KubeError {
  return new KubeError(
    403,
    "Forbidden",
    `Nothing is deleted before a person has acknowledged that ${reason}`,
  );
}
