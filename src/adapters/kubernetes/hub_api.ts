/** The way to a hub that somebody else runs: what kind of server it is shows when it first answers, and decides how it is spoken to. @module */
import type { ApiAnswer, ClusterApi, WatchHandle } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { hubKindOf } from "./hub_kind.ts";
import { createPlainHub } from "./plain_hub/plain_hub.ts";

/** What waits for the kind to be known: it goes on with the hub, or is refused. */
interface Waiting {
  go(hub: ClusterApi): void;
  refuse(error: KubeError): void;
}

/**
 * `api` leads to the server. It is asked once what it serves; until it has answered, every request waits for that, and is refused when
 * that is refused. A Kubernetes that does not serve the edge API yet is asked again with each request.
 */
export function createHubApi(api: ClusterApi): ClusterApi {
  let hub: ClusterApi | null = null;
  let waiting: Waiting[] = [];
  const settle = (end: (one: Waiting) => void) => {
    const all = waiting;
    waiting = [];
    for (const one of all) end(one);
  };
  const look = () =>
    api.discover("", (answer) => {
      if (!answer.ok) return settle((one) => one.refuse(answer.error));
      const kind = hubKindOf(answer.resources);
      if (kind === "bare") return settle((one) => one.refuse(notInitialized()));
      const found = hub = kind === "plain" ? createPlainHub(api) : api;
      settle((one) => one.go(found));
    });
  const known = (one: Waiting) => {
    if (hub !== null) return one.go(hub);
    waiting.push(one);
    if (waiting.length === 1) look();
  };
  return {
    call: (request, answer: (answer: ApiAnswer) => void) =>
      known({
        go: (to) => to.call(request, answer),
        refuse: (error) => answer({ ok: false, error }),
      }),
    discover: (cluster, answer) =>
      known({
        go: (to) => to.discover(cluster, answer),
        refuse: (error) => answer({ ok: false, error }),
      }),
    watch(request, sink) {
      let handle: WatchHandle | null = null;
      let isStopped = false;
      known({
        go: (to) => void (isStopped || (handle = to.watch(request, sink))),
        refuse: (error) => void (isStopped || sink.closed(error)),
      });
      return {
        stop() {
          isStopped = true;
          handle?.stop();
        },
      };
    },
    close: () => api.close(),
  };
}

/** 404, as for any API that is not served yet: whoever wants it waits for it. */
function notInitialized(): KubeError {
  const message = "the hub does not serve edge.kcp.io: run edgechart init --hub-kubeconfig FILE";
  return new KubeError(404, "NotFound", message);
}
