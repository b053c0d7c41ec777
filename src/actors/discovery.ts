/** Asks a server what it serves, and answers the actor that wants to know. @module */
import { namespaces } from "../kube/core_api.ts";
import { type ApiResource, groupResourceKey } from "../kube/resource.ts";
import type { ClusterApi, DiscoveryAnswer } from "../ports/cluster_api.ts";
import { KubeError } from "../ports/kube_error.ts";
import { refusalOf } from "./refusal.ts";
import type { PerformContext } from "./system/kind.ts";

/** Whatever else a server has, it has namespaces: one that shows none has not shown everything. */
const isWhole = (resources: readonly ApiResource[]): boolean =>
  resources.some((row) => groupResourceKey(row) === groupResourceKey(namespaces));

/** Asks a server what it serves; an answer that shows nothing is a failure, and a failure is never an empty answer (F13). */
export function discoverWholly(
  api: ClusterApi,
  cluster: string,
  answer: (answer: DiscoveryAnswer) => void,
): void {
  api.discover(cluster, (shown) => {
    if (!shown.ok || isWhole(shown.resources)) return answer(shown);
    const message = "discovery shows no namespaces, so it does not show everything";
    answer({ ok: false, error: new KubeError(0, "Unknown", message) });
  });
}

/** The answer is `discovery.answered` or `discovery.refused`. */
export function discoverFor(api: ClusterApi, cluster: string, { reply }: PerformContext): void {
  discoverWholly(api, cluster, (answer) => {
    const event = answer.ok
      ? { type: "discovery.answered", resources: answer.resources }
      : { type: "discovery.refused", ...refusalOf(answer.error) };
    reply(event);
  });
}
