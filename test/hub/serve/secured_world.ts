/** The hub as it is served, with its security, in memory: callers are given to it instead of tokens. @module */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { createHubSecurity, type HubSecurity } from "../../../src/hub/serve/hub_security.ts";
import { type Hub } from "../../../src/hub/hub.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { type Caller, masterCaller } from "../../../src/ports/api_backend.ts";
import { createEmbeddedHub } from "../../../src/scenario/embedded/embedded_hub.ts";
import { recordingLog } from "./client.ts";

export interface SecuredWorld {
  readonly hub: Hub;
  readonly security: HubSecurity;
  readonly clock: VirtualClock;
  create(cluster: string, resource: Gvr, object: object, namespace?: string): KubeObject;
  /** Makes a workspace under root and gives its logical cluster id. */
  workspace(name: string): string;
  settle(): void;
  close(): void;
}

export const user = (name: string): Caller => ({ user: name, groups: ["system:authenticated"] });

export function createSecuredWorld(): SecuredWorld {
  const dataDir = mkdtempSync(join(tmpdir(), "edgechart-secured-"));
  const clock = new VirtualClock();
  const security = createHubSecurity({ profile: "workspaces", dataDir, clock, hub: () => hub });
  const ports = { clock, randomness: seededRandomness(5), log: recordingLog() };
  const { hub, startControllers, stop } = createEmbeddedHub({
    ...ports,
    security,
    store: createMemoryStore(),
  });
  startControllers({ baseUrl: "https://hub", certificate: "PEM" });
  const settle = () => clock.advance(20_000);
  settle();
  const create = (cluster: string, resource: Gvr, body: object, namespace?: string): KubeObject => {
    const answer = hub.handle({ verb: "create", cluster, resource, namespace, body }, masterCaller);
    if (!answer.ok) throw answer.error;
    settle();
    return answer.body as KubeObject;
  };
  return {
    hub,
    security,
    clock,
    create,
    settle,
    workspace: (name) => {
      create("root", { group: "tenancy.kcp.io", version: "v1alpha1", resource: "workspaces" }, {
        metadata: { name },
      });
      return hub.resolveCluster(`root:${name}`) ?? "";
    },
    close: () => {
      stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
