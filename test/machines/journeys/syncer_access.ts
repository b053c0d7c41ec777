/** Examples of every event of the rights of a mailbox's syncer. @module */
import { configMaps } from "../../../src/kube/core_api.ts";
import { type SyncerConfig, syncerConfigs, type SyncerConfigSpec } from "../../../src/kube/edge_api.ts";
import { clusterRoles } from "../../../src/kube/rbac_api.ts";
import {
  type SyncerAccessContext,
  type SyncerAccessEvent,
  syncerAccessMachine,
} from "../../../src/machines/syncer_access.ts";
import { type Examples, fact, listOf, namespacesServed, seen, served } from "../examples.ts";
import type { Journey } from "../walk.ts";
import { configReflector } from "./mailbox.ts";

const roleFact = fact(clusterRoles, "edge-syncer", { cluster: "m1" });
const configFact = fact(syncerConfigs, "the-one", { cluster: "m1" });
const rows = [namespacesServed, served(configMaps, true)];

function config(...resources: readonly string[]): SyncerConfig {
  const named = resources.map((resource) => ({ group: "", resource, apiVersion: "v1" }));
  const spec: SyncerConfigSpec = { namespaceScope: { namespaces: ["a"], resources: named } };
  return { apiVersion: "edge.kcp.io/v1alpha1", kind: "SyncerConfig", metadata: { name: "the-one" }, spec };
}

export const syncerAccess: Examples<SyncerAccessEvent> = {
  "role.added": [seen("role.added", roleFact)],
  "role.modified": [seen("role.modified", roleFact)],
  "role.deleted": [seen("role.deleted", roleFact)],
  "config.added": [seen("config.added", configFact, config("configmaps"))],
  "config.modified": [
    seen("config.modified", configFact, config("configmaps")),
    seen("config.modified", configFact, config("configmaps", "widgets")),
    seen("config.modified", fact(syncerConfigs, "another", { cluster: "m1" }), config("widgets")),
  ],
  "config.deleted": [seen("config.deleted", configFact)],
  "config.synced": [{ type: "config.synced", source: configReflector, resourceVersion: "" }],
  "config.stale": [{ type: "config.stale", source: configReflector, why: "it is away" }],
  "discovery.answered": [{ type: "discovery.answered", resources: rows }],
  "discovery.refused": [{ type: "discovery.refused", reason: "Unreachable", message: "nobody answers" }],
  "rules.agreed": [{ type: "rules.agreed" }],
  "rules.refused": [{ type: "rules.refused", reason: "Conflict", message: "somebody else was faster" }],
  "retry.due": [{ type: "retry.due" }],
};

export const syncerAccessJourney: Journey = {
  machine: syncerAccessMachine,
  input: { cluster: "m1" },
  events: listOf(syncerAccess),
  about: ({ spec }: SyncerAccessContext) => spec,
};
