/** The kinds of edge.kcp.io, as section 1 of the edge-mc behaviour has them: no defaults, and but for SyncerConfig no status subresource. @module */
import { edgeGroup, edgeVersion } from "../../../kube/edge_api.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, pathColumn } from "../printers/columns.ts";
import { denaturedKinds } from "./denatured_kinds.ts";
import {
  conditions,
  described,
  flag,
  int32,
  labelSelector,
  listOf,
  mapOf,
  record,
  text,
  texts,
  time,
  wholeObject,
} from "../schemas/shapes.ts";

type Names = Pick<KindDefinition, "kind" | "resource" | "shortNames" | "namespaced">;

function edgeKind(names: Names, schema: JsonSchema, columns = [age]): KindDefinition {
  return {
    ...names,
    group: edgeGroup,
    version: edgeVersion,
    singular: names.kind.toLowerCase(),
    schema,
    schemaUse: "structural",
    generation: "content",
    updateNeedsResourceVersion: true,
    printerColumns: columns,
  };
}

const upsync = described(
  'Objects born at the edge to copy to the mailbox. "*" in a list means all; an empty list means none.',
  listOf(record({ apiGroup: text, resources: texts, namespaces: texts, names: texts }, ["resources"])),
);

const edgePlacement = edgeKind(
  { kind: "EdgePlacement", resource: "edgeplacements", shortNames: ["epl"], namespaced: false },
  wholeObject("Says what goes where: which objects of this workspace go to which edge clusters.", {
    spec: record({
      locationSelectors: described(
        "Where: a Location is selected if any of these selectors matches its labels.",
        listOf(labelSelector),
      ),
      namespaceSelector: described(
        "What, part 1: everything in the matching namespaces. Absent is empty: every namespace.",
        labelSelector,
      ),
      nonNamespacedObjects: described(
        'What, part 2: cluster-scoped objects. An object is selected by name or by label; "*" is every name.',
        listOf(
          record(
            { apiGroup: text, resources: texts, resourceNames: texts, labelSelectors: listOf(labelSelector) },
            ["resources"],
          ),
        ),
      ),
      upsync,
    }),
    status: record({ specGeneration: int32, matchingLocationCount: int32 }, ["matchingLocationCount"]),
  }),
);

const singlePlacementSlice = edgeKind(
  { kind: "SinglePlacementSlice", resource: "singleplacementslices", shortNames: ["sps"], namespaced: false },
  wholeObject("The destinations of the EdgePlacement of the same name.", {
    destinations: listOf(
      record({ cluster: text, locationName: text, syncTargetName: text, syncTargetUID: text }, [
        "cluster",
        "locationName",
        "syncTargetName",
        "syncTargetUID",
      ]),
    ),
  }, ["destinations"]),
);

const resource = { group: text, resource: text, apiVersion: text };

/**
 * The PoC's SyncerConfig has no status subresource; ours has one, so that a syncer can be given the right to say that it lives without
 * the right to change what it is to do (decision 26).
 */
const syncerConfig: KindDefinition = {
  ...edgeKind(
    { kind: "SyncerConfig", resource: "syncerconfigs", shortNames: ["escfg"], namespaced: false },
    wholeObject("What the syncer of one edge cluster carries down from its mailbox, and up to it.", {
      spec: record({
        namespaceScope: described(
          "Downsynced are the objects of all `resources` in all `namespaces`.",
          record({
            namespaces: texts,
            resources: listOf(record(resource, ["apiVersion", "group", "resource"])),
          }),
        ),
        clusterScope: described(
          "Cluster-scoped objects to downsync, by name.",
          listOf(record({ ...resource, objects: texts }, ["apiVersion", "group", "resource"])),
        ),
        upsync,
      }),
      status: record({ lastSyncerHeartbeatTime: time, conditions }),
    }),
    [pathColumn("Ready", '.status.conditions[?(@.type=="Ready")].status'), age],
  ),
  subresources: { status: true },
  generation: "spec",
};

const reference = record({ kind: text, group: text, version: text, name: text, namespace: text }, [
  "kind",
  "name",
  "version",
]);

const edgeSyncConfig = edgeKind(
  { kind: "EdgeSyncConfig", resource: "edgesyncconfigs", shortNames: ["esc"], namespaced: false },
  wholeObject("The object-by-object form of a SyncerConfig.", {
    spec: record({
      downSyncedResources: listOf(reference),
      upSyncedResources: listOf(reference),
      conversions: listOf(record({ upstream: reference, downstream: reference }, ["downstream", "upstream"])),
    }),
    status: record({ lastSyncerHeartbeatTime: time }),
  }),
);

const customizer = edgeKind(
  { kind: "Customizer", resource: "customizers", namespaced: true },
  wholeObject("How objects differ from edge to edge.", {
    replacements: mapOf(
      record({
        path: described("A JSON Path into the object.", text),
        value: described("The new value, as a string that holds JSON.", text),
      }, ["path", "value"]),
      "path",
    ),
  }),
);

const counts = {
  replicas: int32,
  readyReplicas: int32,
  availableReplicas: int32,
  updatedReplicas: int32,
  unavailableReplicas: int32,
};

const edgeSummary = record({
  cluster: text,
  locationName: text,
  syncTargetName: text,
  syncTargetUID: text,
  ...counts,
  reported: described("False while the copy is missing or has no status.", flag),
  ready: flag,
  silentSince: described("Since when the edge has not been heard from.", time),
}, ["cluster", "locationName", "ready", "reported", "syncTargetName", "syncTargetUID"]);

const statusSummary = edgeKind(
  { kind: "StatusSummary", resource: "statussummaries", namespaced: true },
  wholeObject("What the edges say of one workload object, summed up.", {
    summary: record({
      subject: record({ group: text, version: text, resource: text, namespace: text, name: text }, [
        "group",
        "name",
        "resource",
        "version",
      ]),
      placement: text,
      destinations: int32,
      reported: int32,
      ready: int32,
      totals: record(counts),
      edges: listOf(edgeSummary),
    }, ["destinations", "edges", "placement", "ready", "reported", "subject", "totals"]),
  }, ["summary"]),
  [
    pathColumn("Subject", ".summary.subject.name"),
    pathColumn("Destinations", ".summary.destinations", { type: "integer" }),
    pathColumn("Reported", ".summary.reported", { type: "integer" }),
    pathColumn("Ready", ".summary.ready", { type: "integer" }),
    age,
  ],
);

/**
 * A kind together with the prefix of its APIResourceSchema's name: the PoC's, or ours where the schema is not the PoC's. A schema never
 * changes under its name.
 */
export const edgeKinds: readonly { readonly prefix: string; readonly kind: KindDefinition }[] = [
  { prefix: "v230227-655d6c9", kind: customizer },
  { prefix: "v230303-6f7f2fe", kind: singlePlacementSlice },
  { prefix: "v230317-d43d2d5", kind: edgePlacement },
  { prefix: "v2", kind: syncerConfig },
  { prefix: "v230413-5a4d4ba", kind: edgeSyncConfig },
  { prefix: "v1", kind: statusSummary },
  ...denaturedKinds.map((kind) => ({ prefix: "v1", kind })),
];
