/** What an EdgePlacement is told, what it knows, and what it asks for. @module */
import { Map as ImmutableMap } from "immutable";
import type {
  Destination,
  EdgePlacement,
  EdgePlacementSpec,
  SinglePlacementSlice,
} from "../../kube/edge_api.ts";
import type { Contest } from "../../placement/contest.ts";
import type { Tombstone } from "../../placement/copies/entry.ts";
import type {
  GateClosedLetter,
  GateOpenedLetter,
  ListedLetter,
  OfferedLetter,
  RetryDueLetter,
  WithdrawnLetter,
} from "../letters.ts";
import type { LocationCard } from "../location.ts";
import type { SeenLetter } from "../watch_letters.ts";

/** The gate that opens when SyncTargets, Locations, EdgePlacements, slices and mailboxes are all completely seen. */
export const inventoryGate = "inventory";

/** What a placement wants, for the workload of its workspace and for its summarizer. */
export interface PlacementCard {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
  readonly spec: EdgePlacementSpec;
  readonly destinations: readonly Destination[];
}

/** What a mailbox may know of a placement that reaches it. */
export interface ReachCard {
  readonly workload: string;
  readonly placement: string;
}

/** The slice as it was last seen or written. */
export interface SliceSeen {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly ownerUid: string | null;
  readonly destinations: readonly Destination[];
}

export interface WriteSliceParams {
  readonly cluster: string;
  readonly name: string;
  readonly ownerUid: string;
  readonly destinations: readonly Destination[];
  /** The slice to replace, or null to create it. */
  readonly replaces: { readonly uid: string; readonly resourceVersion: string } | null;
}

export interface EdgePlacementContext {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
  readonly spec: EdgePlacementSpec;
  readonly locations: ImmutableMap<string, LocationCard>;
  readonly destinations: readonly Destination[];
  readonly slice: SliceSeen | null;
  /** The last slice that was seen to go: an answer that comes later, but is older, does not bring it back. */
  readonly goneSlice: Tombstone | null;
  /** What was written into the slice last, and whether somebody else keeps undoing it. */
  readonly contest: Contest | null;
  readonly gateOpen: boolean;
  readonly listed: boolean;
  readonly attempts: number;
  readonly trouble: string | null;
}

export interface EdgePlacementInput {
  readonly object: EdgePlacement;
  readonly cluster: string;
}

export type EdgePlacementEvent =
  | SeenLetter<"placement", EdgePlacement>
  | SeenLetter<"slice", SinglePlacementSlice>
  | OfferedLetter<"location", LocationCard>
  | WithdrawnLetter<"location">
  | ListedLetter<"location">
  | GateOpenedLetter
  | GateClosedLetter
  | { readonly type: "idle.reached" }
  | {
    readonly type: "slice.written";
    readonly slice: SliceSeen;
    /** What was asked for, by `sliceMade`: a webhook may have made something else of it. */
    readonly made: string;
    readonly at: number;
  }
  | { readonly type: "slice.found"; readonly slice: SliceSeen }
  | { readonly type: "slice.refused"; readonly reason: string; readonly message: string }
  | RetryDueLetter;
