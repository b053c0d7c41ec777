/** Asks a server what it serves, and answers the actor that wants to know. @module */
import { namespaces } from "../kube/core_api.ts";
import { type ApiResource, groupResourceKey } from "../kube/resource.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { refusalOf } from "./refusal.ts";
import type { PerformContext } from "./system/kind.ts";

/** Whatever else a server has, it has namespaces: one that shows none has not shown everything. */
const isWhole = (resources: readonly ApiResource[]): boolean =>
  resources.some((row) => groupResourceKey(row) === groupResourceKey(namespaces));

const incomplete = {
  type: "discovery.refused",
  status: 0,
  reason: "Incomplete",
  message: "discovery shows no namespaces, so it does not show everything",
  retryAfterMs: 0,
};

/** The answer is `discovery.answered` or `discovery.refused`; a failure is never an empty answer, nor the reverse (F13). */
export function discoverFor(api: ClusterApi, cluster: string, { reply }: PerformContext): void {
  api.discover(cluster, (answer) => {
    const event = !answer.ok
      ? { type: "discovery.refused", ...refusalOf(answer.error) }
      : isWhole(answer.resources)
      ? { type: "discovery.answered", resources: answer.resources }
      : incomplete;
    reply(event);
  });
}
