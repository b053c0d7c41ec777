/**
 * Notices that a hub has gone back in time, as it does when it is restored from a backup, and lets nothing be deleted at the edge
 * until a person has said that this is as it should be (F27).
 *
 * A hub from before an object was made looks exactly like a hub on which it was deleted. The sign is a list that is older than what was
 * seen of the same resource before. @module
 */
import { groupResourceKey } from "../../kube/resource.ts";
import { isNewer } from "../../kube/resource_version.ts";
import type { Clock } from "../../ports/clock.ts";
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
  /** Called each time the hub is seen to have gone back, before anything that it now shows is told. */
  readonly onRestored: (restored: string) => void;
}

export interface RestoreGuard {
  watchOver(hub: ClusterApi): ClusterApi;
  /** The way to the edge on which no delete passes while the hub is not trusted. */
  protect(edge: ClusterApi): ClusterApi;
  /** What was noticed and has not been acknowledged, in words; null when all is well. */
  frozen(): string | null;
  /** A person says that the hub is as it should be. */
  acknowledge(): void;
}

const frozenKey = "restored";

export function createRestoreGuard({ memory, clock, onRestored }: RestoreGuardOptions): RestoreGuard {
  const frozen = () => memory.readMeta(frozenKey) || null;
  const newestKey = (resource: ApiRequest["resource"]) => `newest/${groupResourceKey(resource)}`;

  const seen = (resource: ApiRequest["resource"], version: string | undefined): void => {
    const known = memory.readMeta(newestKey(resource)) ?? "";
    if (version && isNewer(version, known)) memory.writeMeta(newestKey(resource), version);
  };

  const listed = (resource: ApiRequest["resource"], version: string): void => {
    const known = memory.readMeta(newestKey(resource)) ?? "";
    if (known === "" || !isNewer(known, version)) return seen(resource, version);
    const restored = `the hub went back from version ${known} to ${version} of ${groupResourceKey(resource)}`;
    memory.writeMeta(frozenKey, restored);
    memory.writeMeta(newestKey(resource), version);
    onRestored(restored);
  };

  /** Only the first page of a list is about now. */
  const noticing = (request: ApiRequest, answer: (answer: ApiAnswer) => void) => (given: ApiAnswer) => {
    const isList = request.verb === "list" && request.query?.["continue"] === undefined;
    if (given.ok && isList) listed(request.resource, given.body.metadata.resourceVersion ?? "");
    answer(given);
  };

  const following = (resource: ApiRequest["resource"], sink: WatchSink): WatchSink => ({
    opened: () => sink.opened?.(),
    event: (event) => {
      seen(resource, event.object.metadata.resourceVersion);
      sink.event(event);
    },
    closed: (error) => sink.closed(error),
  });

  return {
    watchOver: (hub) => ({
      call: (request, answer) => hub.call(request, noticing(request, answer)),
      watch: (request, sink) => hub.watch(request, following(request.resource, sink)),
      discover: (cluster, answer) => hub.discover(cluster, answer),
      close: () => hub.close(),
    }),
    protect: (edge) => ({
      call(request, answer) {
        const reason = request.verb.startsWith("delete") ? frozen() : null;
        if (reason === null) return edge.call(request, answer);
        clock.after(0, () => answer({ ok: false, error: refusalFor(reason) }));
      },
      watch: (request, sink) => edge.watch(request, sink),
      discover: (cluster, answer) => edge.discover(cluster, answer),
      close: () => edge.close(),
    }),
    frozen,
    acknowledge: () => memory.writeMeta(frozenKey, ""),
  };
}

function refusalFor(reason: string): KubeError {
  return new KubeError(
    403,
    "Forbidden",
    `Nothing is deleted before a person has acknowledged that ${reason}`,
  );
}
