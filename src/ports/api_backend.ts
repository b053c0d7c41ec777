/** An API server that lives in this process: same requests, answered at once, for a known caller. @module */
import type {
  ApiAnswer,
  ApiRequest,
  DiscoveryAnswer,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "./cluster_api.ts";

/** Who is asking, after authentication. */
export interface Caller {
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid?: string;
}

/** The member of `system:masters` that the runtime itself acts as on an embedded server. */
export const masterCaller: Caller = { user: "edgechart", groups: ["system:masters", "system:authenticated"] };

export interface ApiBackend {
  handle(request: ApiRequest, caller: Caller): ApiAnswer;
  /** Events may be delivered from inside this call or from inside a later `handle`. */
  watch(request: WatchRequest, caller: Caller, sink: WatchSink): WatchHandle;
  discover(cluster: string, caller: Caller): DiscoveryAnswer;
}
