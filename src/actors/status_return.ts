/** Returns the status of objects on an edge to their copies in the mailbox: status only, never spec or metadata (S12). @module */
import { equal } from "../kube/equality.ts";
import { reflectorAddress } from "../machines/addresses.ts";
import { ownedSelector } from "../machines/copy_letters.ts";
import type { EdgeClusterEvent, ReturnStatusParams, StatusReturn } from "../machines/edge_cluster/context.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { identityInMailbox } from "../placement/resource_modes.ts";
import type { Gvr } from "../kube/resource.ts";
import { placeOf } from "./copies/target.ts";
import { writeStatus } from "./copies/write_status.ts";
import type { ObjectCache } from "./object_cache.ts";
import { refusalOf } from "./refusal.ts";

export interface StatusPorts {
  readonly hub: ClusterApi;
  readonly cache: ObjectCache;
  /** The time of the clock port, in milliseconds since the epoch. */
  readonly now: () => number;
}

type Answer = (answer: Extract<EdgeClusterEvent, { type: "status.returned" | "status.refused" }>) => void;

export function returnStatus(
  ports: StatusPorts,
  { edge, cluster, returns }: ReturnStatusParams,
  answer: Answer,
): void {
  for (const one of returns) returnOne(ports, edge, cluster, one, answer);
}

function returnOne(
  ports: StatusPorts,
  edge: string,
  cluster: string,
  one: StatusReturn,
  answer: Answer,
): void {
  const { gvr, key } = one;
  const kept = identityInMailbox(one);
  const at = (source: string, server: string, resource: Gvr) =>
    reflectorAddress({ source, cluster: server, gvr: resource, selector: ownedSelector });
  const onEdge = ports.cache.find(at(`edge:${edge}`, "", gvr), key);
  const inMailbox = ports.cache.find(at("hub", cluster, kept.gvr), kept.key);
  const status = onEdge?.["status"];
  // What the watch has not shown yet was not looked at: its version must be asked about again when it comes.
  const resourceVersion = onEdge?.metadata.resourceVersion ?? "";
  const isDone = inMailbox === undefined || !isStatus(status) || equal(status, inMailbox["status"]);
  if (isDone) return answer({ type: "status.returned", key, resourceVersion, outcome: "same" });
  writeStatus(ports.hub, placeOf({ cluster }, kept), { ...inMailbox, status }, (result) =>
    answer(
      result.ok
        ? { type: "status.returned", key, resourceVersion, outcome: "written", writtenAt: ports.now() }
        : { type: "status.refused", key, ...refusalOf(result.error) },
    ));
}

function isStatus(status: unknown): status is object {
  return typeof status === "object" && status !== null && Object.keys(status).length > 0;
}
