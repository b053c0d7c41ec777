/** One API server, or one logical cluster of it, as a play speaks to it: calls that answer as promises. @module */
import type { KubeList, KubeObject } from "../../kube/object.ts";
import type { ApiResource, Gvr } from "../../kube/resource.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { KubeError, Reason } from "../../ports/kube_error.ts";
import { absent, type Answer, found, later, never, type Refusal } from "./answer.ts";
import type { Pace } from "./pace.ts";

export interface Server {
  readonly api: ClusterApi;
  /** Logical cluster as path; "" on a server without workspaces. */
  readonly cluster: string;
  /** `root:imw-1`, `edge florin`. */
  readonly called: string;
}

/** One object by its name; `namespace` undefined for a cluster-scoped one. */
export interface Target {
  readonly server: Server;
  readonly resource: Gvr;
  readonly namespace?: string;
  readonly name: string;
}

type Call = Omit<ApiRequest, "cluster">;

export interface KubeClient {
  get(target: Target): Promise<Answer<KubeObject>>;
  list(server: Server, call: Omit<Call, "verb">): Promise<Answer<readonly KubeObject[]>>;
  write(server: Server, call: Call): Promise<Answer<KubeObject>>;
  /** The resources that the server serves there, one row each. */
  discover(server: Server): Promise<Answer<readonly ApiResource[]>>;
}

/** The name under which a story writes. */
export const scenarioManager = "scenario";

export function createKubeClient(pace: Pace): KubeClient {
  const call = (server: Server, request: Call): Promise<Answer<KubeObject | KubeList>> =>
    pace.settle(
      new Promise((resolve) =>
        server.api.call({ ...request, cluster: server.cluster }, (answer) =>
          resolve(answer.ok ? found(answer.body) : refusalOf(answer.error, server)))
      ),
    );
  return {
    get: ({ server, resource, namespace, name }) =>
      call(server, { verb: "get", resource, namespace, name }) as Promise<Answer<KubeObject>>,
    async list(server, request) {
      const answer = await call(server, { ...request, verb: "list" });
      return answer.ok ? found((answer.value as KubeList).items) : answer;
    },
    write: (server, request) =>
      call(server, { ...request, query: { fieldManager: scenarioManager } }) as Promise<Answer<KubeObject>>,
    discover: (server) =>
      pace.settle(
        new Promise((resolve) =>
          server.api.discover(server.cluster, (answer) =>
            resolve(answer.ok ? found(answer.resources) : refusalOf(answer.error, server)))
        ),
      ),
  };
}

/** Refusals that waiting does not mend (API conventions, "HTTP status codes"). */
const finalReasons: ReadonlySet<Reason> = new Set<Reason>([
  "BadRequest",
  "Unauthorized",
  "Forbidden",
  "AlreadyExists",
  "Invalid",
  "MethodNotAllowed",
  "NotAcceptable",
  "UnsupportedMediaType",
  "RequestEntityTooLarge",
]);

function refusalOf(error: KubeError, server: Server): Refusal {
  const why = `${server.called} answers ${error.reason}: ${error.message}`;
  if (error.reason === "NotFound") return absent(why);
  return finalReasons.has(error.reason) ? never(why) : later(why);
}
