/** The edgePlacement kind: its machine, and how a slice is written. @module */
import {
  edgeApiVersion,
  type EdgePlacement,
  type SinglePlacementSlice,
  singlePlacementSlices,
} from "../kube/edge_api.ts";
import { edgePlacementMachine } from "../machines/edge_placement/edge_placement.ts";
import { sliceMade, sliceSeen } from "../machines/edge_placement/slice.ts";
import type {
  EdgePlacementContext,
  EdgePlacementInput,
  WriteSliceParams,
} from "../machines/edge_placement/context.ts";
import type { SeenLetter } from "../machines/watch_letters.ts";
import { contendedReason, isStopped } from "../placement/contest.ts";
import type { ApiRequest, ClusterApi } from "../ports/cluster_api.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject } from "./requests.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

const fieldManager = "edge-scheduler";

export function createEdgePlacementKind(hub: ClusterApi): Kind {
  return {
    name: "edgePlacement",
    machine: edgePlacementMachine,
    restart: "transient",
    spawnedBy: ["placement.added", "placement.modified"],
    endedBy: ["placement.deleted"],
    input: (_address, letter): EdgePlacementInput => {
      const { object, fact } = letter as SeenLetter<"placement", EdgePlacement>;
      return { object: object as EdgePlacement, cluster: fact.cluster };
    },
    view: (context) => {
      const { cluster, name, uid, spec, destinations, slice, locations, contest } =
        context as EdgePlacementContext;
      const contended = isStopped(contest) ? { reason: contendedReason, until: contest.until } : null;
      return { cluster, name, uid, spec, locations: [...locations.keys()], destinations, slice, contended };
    },
    perform: { writeSlice: (params: WriteSliceParams, context) => writeSlice(hub, params, context) },
  };
}

/** Creates the slice, or replaces the very one that was seen; one that is unexpectedly there is read instead. */
function writeSlice(hub: ClusterApi, params: WriteSliceParams, context: PerformContext): void {
  const at = { cluster: params.cluster, resource: singlePlacementSlices };
  const written: ApiRequest = params.replaces === null
    ? { ...at, verb: "create", body: sliceOf(params), query: { fieldManager } }
    : { ...at, verb: "update", name: params.name, body: sliceOf(params), query: { fieldManager } };
  callForObject<SinglePlacementSlice>(
    hub,
    written,
    (slice) =>
      reply(context, {
        type: "slice.written",
        slice: sliceSeen(slice),
        made: sliceMade({ uid: params.ownerUid, destinations: params.destinations }),
        at: context.now(),
      }),
    (error) =>
      error.reason === "AlreadyExists"
        ? readSlice(hub, params, context)
        : reply(context, { type: "slice.refused", ...refusalOf(error) }),
  );
}

function readSlice(hub: ClusterApi, { cluster, name }: WriteSliceParams, context: PerformContext): void {
  callForObject<SinglePlacementSlice>(
    hub,
    { verb: "get", cluster, resource: singlePlacementSlices, name },
    (slice) => reply(context, { type: "slice.found", slice: sliceSeen(slice) }),
    (error) => reply(context, { type: "slice.refused", ...refusalOf(error) }),
  );
}

function reply(
  context: PerformContext,
  event: { readonly type: string; readonly [field: string]: unknown },
): void {
  context.reply(event);
}

function sliceOf({ name, ownerUid, destinations, replaces }: WriteSliceParams): SinglePlacementSlice {
  const owner = { apiVersion: edgeApiVersion, kind: "EdgePlacement", name, uid: ownerUid };
  return {
    apiVersion: edgeApiVersion,
    kind: "SinglePlacementSlice",
    metadata: { name, ownerReferences: [owner], ...replaces },
    destinations,
  };
}
