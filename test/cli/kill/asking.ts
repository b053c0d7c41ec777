/** Asking a server that may be away for a moment: again and again, until it answers or it is too late. @module */
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import type { KubeList, KubeObject } from "../../../src/kube/object.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";

/** So long a killed process may take to be back and to do what it is for. */
export const patienceMs = 90_000;
const betweenMs = 40;

/** Lets real time go by. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve));
}

/** Resolves when `findings` is empty; rejects with what it last said. */
export async function until(findings: () => Promise<readonly string[]>): Promise<void> {
  const deadline = systemClock.now() + patienceMs;
  for (;;) {
    const found = await findings();
    if (found.length === 0) return;
    if (systemClock.now() > deadline) throw new Error(`not within ${patienceMs} ms: ${found.join("; ")}`);
    await wait(betweenMs);
  }
}

export function ask(api: ClusterApi, request: ApiRequest): Promise<ApiAnswer> {
  return new Promise((resolve) => api.call(request, resolve));
}

/** The items, and the version of the list. What is not served has none. Rejects when the server does not answer in time. */
export async function listAll(
  api: ClusterApi,
  request: Omit<ApiRequest, "verb">,
): Promise<{ readonly items: readonly KubeObject[]; readonly version: string }> {
  const lists: KubeList[] = [];
  await until(async () => {
    const answer = await ask(api, { verb: "list", ...request });
    if (!answer.ok && answer.error.reason === "NotFound") return [];
    if (!answer.ok) return [answer.error.message];
    lists.push(answer.body as KubeList);
    return [];
  });
  return { items: lists[0]?.items ?? [], version: lists[0]?.metadata.resourceVersion ?? "" };
}

/** Writes, until it is done or was done before. Rejects when it is refused for good. */
export async function insist(api: ClusterApi, request: ApiRequest): Promise<void> {
  const isDone = (answer: ApiAnswer) =>
    answer.ok || (request.verb === "create" && answer.error.reason === "AlreadyExists") ||
    (request.verb === "delete" && answer.error.reason === "NotFound");
  await until(async () => {
    const answer = await ask(api, request);
    return isDone(answer) || answer.ok ? [] : [`${request.verb} ${request.name}: ${answer.error.message}`];
  });
}
