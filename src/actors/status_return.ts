/** Returns the status of objects on an edge to their copies in the mailbox: status only, never spec or metadata (S12). @module */
import { equal } from "../kube/equality.ts";
import type { KubeObject } from "../kube/object.ts";
import { reflectorAddress } from "../machines/addresses.ts";
import { ownedSelector } from "../machines/copy_letters.ts";
import type { EdgeClusterEvent, ReturnStatusParams, StatusReturn } from "../machines/edge_cluster.ts";
import type { ApiRequest, ClusterApi } from "../ports/cluster_api.ts";
import type { KubeError } from "../ports/kube_error.ts";
import type { ObjectCache } from "./object_cache.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject } from "./requests.ts";

export interface StatusPorts {
  readonly hub: ClusterApi;
  readonly cache: ObjectCache;
}

type Answer = (answer: Extract<EdgeClusterEvent, { type: "status.returned" | "status.refused" }>) => void;

const fieldManager = "edge-syncer";

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
  const view = { gvr, selector: ownedSelector };
  const onEdge = ports.cache.find(reflectorAddress({ ...view, source: `edge:${edge}`, cluster: "" }), key);
  const inMailbox = ports.cache.find(reflectorAddress({ ...view, source: "hub", cluster }), key);
  const status = onEdge?.["status"];
  const resourceVersion = onEdge?.metadata.resourceVersion ?? one.resourceVersion;
  const isDone = inMailbox === undefined || !isStatus(status) || equal(status, inMailbox["status"]);
  if (isDone) return answer({ type: "status.returned", key, resourceVersion });
  write(ports.hub, cluster, one, { ...inMailbox, status }, (error) =>
    answer(
      error === null
        ? { type: "status.returned", key, resourceVersion }
        : { type: "status.refused", key, ...refusalOf(error) },
    ));
}

function isStatus(status: unknown): status is object {
  return typeof status === "object" && status !== null && Object.keys(status).length > 0;
}

/** Through the status subresource where the kind has one, and as part of the object where it has not (6.5). */
function write(
  hub: ClusterApi,
  cluster: string,
  { gvr, namespace, name }: StatusReturn,
  body: KubeObject,
  done: (error: KubeError | null) => void,
): void {
  const whole: ApiRequest = {
    verb: "update",
    cluster,
    resource: gvr,
    name,
    body,
    query: { fieldManager },
    ...(namespace !== "" && { namespace }),
  };
  callForObject(hub, { ...whole, subresource: "status" }, () => done(null), (error) => {
    const lacksSubresource = error.status === 405 ||
      (error.status === 404 && error.details.name === undefined);
    if (!lacksSubresource) return done(error);
    callForObject(hub, whole, () => done(null), done);
  });
}
