/** The embedded hub with its controllers, over any store: in memory for a replay, on disk for a person. @module */
import { startWorkspaceControllers } from "../../hub/controllers/start_controllers.ts";
import { createHub, type Hub } from "../../hub/hub.ts";
import { workspaceProfileKinds } from "../../hub/kinds/workspace_profile.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { HubSecurity } from "../../hub/serve/hub_security.ts";
import type { ObjectStore } from "../../ports/object_store.ts";
import type { Randomness } from "../../ports/randomness.ts";

export interface EmbeddedHubOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  /** For a hub that is served: who may do what. Without it only members of system:masters may anything. */
  readonly security?: HubSecurity;
}

/** How clients reach the hub: it stands in Workspaces, APIExports and `kube-root-ca.crt`. */
export interface HubFront {
  readonly baseUrl: string;
  /** PEM of the authority that signed the hub's certificate; "" when it is not served. */
  readonly certificate: string;
}

export interface EmbeddedHub {
  readonly hub: Hub;
  /** Starts the controllers, once it is known how clients reach the hub. */
  startControllers(front: HubFront): { isDone(): boolean };
  /** Stops the controllers and closes the store. Idempotent. */
  stop(): void;
}

/** Of a token that opens nothing, because nothing is served: characters of [0-9a-z], more than 256 bits. */
const tokenLength = 56;

export function createEmbeddedHub(options: EmbeddedHubOptions): EmbeddedHub {
  const { store, clock, randomness, log, security } = options;
  const hub = createHub({
    profile: "workspaces",
    store,
    clock,
    randomness,
    log,
    kinds: workspaceProfileKinds(security?.kinds),
    authorize: security?.authorize,
    admission: security?.admission,
  });
  let controllers: { stop(): void } | null = null;
  return {
    hub,
    startControllers(front) {
      const ports = { hub, clock, randomness, log };
      const started = startWorkspaceControllers(ports, {
        ...front,
        serviceProvider: "none",
        issueToken: (cluster, account) =>
          security?.tokens.issue(identityOf(cluster, account)) ?? randomness.base36(tokenLength),
      });
      controllers = started;
      return started;
    },
    stop() {
      controllers?.stop();
      hub.close();
    },
  };
}

function identityOf(cluster: string, { metadata }: KubeObject) {
  const { namespace = "", name, uid = "" } = metadata;
  return { cluster, namespace, name, uid };
}
