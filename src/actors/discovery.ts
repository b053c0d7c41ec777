/** Asks a server what it serves, and answers the actor that wants to know. @module */
import type { ClusterApi } from "../ports/cluster_api.ts";
import { refusalOf } from "./refusal.ts";
import type { PerformContext } from "./system/kind.ts";

/** The answer is `discovery.answered` or `discovery.refused`; a failure is never an empty answer (F13). */
export function discoverFor(api: ClusterApi, cluster: string, { reply }: PerformContext): void {
  api.discover(cluster, (answer) => {
    const event = answer.ok
      ? { type: "discovery.answered", resources: answer.resources }
      : { type: "discovery.refused", ...refusalOf(answer.error) };
    reply(event);
  });
}
