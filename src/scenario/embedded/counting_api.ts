/** A way to an API server on which writes are counted: what shows that a system at rest is quiet. @module */
import { heartbeatManager } from "../../actors/heartbeat.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { WriteCount } from "../world.ts";

export interface WriteCounter {
  count(): WriteCount;
  /** The same server; what is written through it is counted under the server's name. */
  watchOver(server: string, api: ClusterApi): ClusterApi;
}

/** How many of the newest writes are remembered by name. */
const newestMax = 24;

const reads: ReadonlySet<ApiRequest["verb"]> = new Set(["get", "list"]);

export function createWriteCounter(): WriteCounter {
  let total = 0;
  const newest: string[] = [];
  return {
    count: () => ({ total, newest: [...newest] }),
    watchOver: (server, api) => ({
      call(request, answer) {
        if (!reads.has(request.verb) && !isLease(request)) {
          total += 1;
          newest.push(describe(server, request));
          if (newest.length > newestMax) newest.shift();
        }
        api.call(request, answer);
      },
      watch: (request, sink) => api.watch(request, sink),
      discover: (cluster, answer) => api.discover(cluster, answer),
      close: () => api.close(),
    }),
  };
}

/** Renewing a lease, or a heartbeat, says "I am here"; it changes nothing. */
function isLease({ resource, query }: ApiRequest): boolean {
  return groupResourceKey(resource) === "leases.coordination.k8s.io" ||
    query?.["fieldManager"] === heartbeatManager;
}

function describe(
  server: string,
  { verb, resource, subresource, namespace, name, cluster, body }: ApiRequest,
): string {
  const kind = groupResourceKey(resource) + (subresource === undefined ? "" : `/${subresource}`);
  const called = name ?? (body as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? "";
  const object = namespace === undefined ? called : `${namespace}/${called}`;
  return `${verb} ${kind} ${object} in ${cluster === "" ? server : cluster}`;
}
