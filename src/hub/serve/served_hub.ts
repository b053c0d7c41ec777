/** What the HTTPS server needs of the server behind it. @module */
import type { Catalog } from "../resources/catalog.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";
import type { Authorizer } from "../authorize/authorizer.ts";
import type { Profile } from "../hub.ts";
import type { ApiBackend, Caller } from "../../ports/api_backend.ts";
import type { WatchRequest } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";

/** The part of `Hub` that is served; every `Hub` is one. */
export interface ServedHub extends ApiBackend {
  readonly profile: Profile;
  readonly authorize: Authorizer;
  /** For requests across clusters, which no cluster's kinds describe. */
  readonly catalog: Pick<Catalog, "resolveAnywhere">;
  /** Undefined for a cluster that is unknown to this caller. */
  kindsFor(cluster: string, caller: Caller): readonly KindDefinition[] | undefined;
  /** Why a watch would be refused if it were asked for now, without opening it; null when it would not. */
  refusalFor(request: WatchRequest, caller: Caller): KubeError | null;
}
