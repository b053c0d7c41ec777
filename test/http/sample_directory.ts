/** A society as it looks in the middle of the scenario, for tests and for looking at the page. @module */
import { by } from "../../src/kube/order.ts";
import type {
  ActorDirectory,
  ActorQuery,
  ActorSummary,
  ActorView,
  DeadLetterView,
  LetterView,
  SourceView,
} from "../../src/ports/actor_directory.ts";
import type { ActorChange, ActorFeed } from "../../src/ports/actor_feed.ts";

export const sampleNow = Date.UTC(2026, 10, 22, 9, 30, 0);

const inventory = "1xpg1m5eygtb5mde";
const commonstuff = "2vh6tnanyw60negt";
const specialstuff = "3fow9ccs1jphhgy1";
const florin = `${inventory}-mb-4b9a5ca4-42a3-4d0c-a4c1-16c8a8a7e2a1`;
const guilder = `${inventory}-mb-d4a2ea31-9b5f-44a3-8b3f-0f3b1c2f9a77`;

type Wait = readonly [waitsFor: string, leftMs: number];

/** `ageMs` ago the actor went into its state; `wait` is absent in a state of rest. */
function summary(address: string, state: string, reason: string, ageMs: number, wait?: Wait): ActorSummary {
  return {
    address,
    kind: address.split("/")[0]!,
    state,
    since: sampleNow - ageMs,
    reason,
    waitsFor: wait?.[0] ?? null,
    deadline: wait === undefined ? null : sampleNow + wait[1],
    overdue: wait !== undefined && wait[1] < 0,
  };
}

function reflectors(): ActorSummary[] {
  const seen = "The view is complete and followed";
  const hub = [
    `hub/*/edgeplacements.v1alpha1.edge.kcp.io`,
    `hub/*/locations.v1alpha1.scheduling.kcp.io`,
    `hub/*/synctargets.v1alpha1.workload.kcp.io`,
    `hub/*/singleplacementslices.v1alpha1.edge.kcp.io`,
    `hub/${commonstuff}/namespaces.v1`,
    `hub/${commonstuff}/deployments.v1.apps`,
    `hub/${commonstuff}/configmaps.v1`,
    `hub/${specialstuff}/namespaces.v1`,
    `hub/${specialstuff}/deployments.v1.apps`,
    `edge:florin/-/deployments.v1.apps/edge.kcp.io/projected=yes`,
  ].map((view, i) => summary(`reflector/${view}`, "watching", seen, 312_000 - i * 1500));
  return [
    ...hub,
    summary(
      "reflector/edge:guilder/-/deployments.v1.apps/edge.kcp.io/projected=yes",
      "backingOff",
      "The server refused or was out of reach",
      8000,
      ["the next try", 22_000],
    ),
  ];
}

function domain(): ActorSummary[] {
  return [
    summary("supervisor", "supervising", "The inventory is completely seen", 318_000),
    summary(`syncTarget/${inventory}/florin`, "connected", "Mailbox and edge cluster are there", 290_000),
    summary(`syncTarget/${inventory}/guilder`, "unreachable", "The edge cluster does not answer", 8000, [
      "the edge to answer again",
      292_000,
    ]),
    summary(`location/${inventory}/location-f`, "selecting", "Selects at least one SyncTarget", 301_000),
    summary(`location/${inventory}/location-g`, "selecting", "Selects at least one SyncTarget", 300_000),
    summary(`edgePlacement/${commonstuff}/edge-placement-c`, "placed", "The slice is right", 184_000),
    summary(
      `edgePlacement/${specialstuff}/edge-placement-s`,
      "writingSlice",
      "The slice differs from what the selectors resolve to",
      42_000,
      ["the hub's answer", -12_000],
    ),
    summary(`workload/${commonstuff}`, "serving", "Every wanted resource is followed", 180_000),
    summary(`workload/${specialstuff}`, "discovering", "The API of the workspace is not known yet", 3000, [
      "discovery",
      27_000,
    ]),
    summary(`mailbox/${florin}`, "ready", "Everything desired is in it", 176_000),
    summary(`mailbox/${guilder}`, "writing", "Two objects differ from what is desired", 1000, [
      "the hub's answers",
      29_000,
    ]),
    summary("edgeCluster/florin", "inSync", "The edge has exactly its share", 170_000),
    summary("edgeCluster/guilder", "unreachable", "dial tcp 127.0.0.1:6445: connection refused", 8000, [
      "the edge's API server to answer",
      52_000,
    ]),
    summary(`summarizer/${commonstuff}/edge-placement-c`, "summarized", "The summary is current", 160_000),
    summary(
      `summarizer/${specialstuff}/edge-placement-s`,
      "collecting",
      "One destination has not reported",
      12_000,
      [
        "a status from guilder",
        108_000,
      ],
    ),
  ];
}

const letters: readonly LetterView[] = [
  {
    id: 17,
    type: "placement.added",
    at: sampleNow - 64_000,
    cause: null,
    from: "reflector/hub/*/edgeplacements.v1alpha1.edge.kcp.io",
  },
  {
    id: 23,
    type: "location.offered",
    at: sampleNow - 63_400,
    cause: 17,
    from: `location/${inventory}/location-g`,
  },
  { id: 24, type: "location.listed", at: sampleNow - 63_400, cause: 17, from: "" },
  { id: 31, type: "gate.opened", at: sampleNow - 43_000, cause: null, from: "" },
  { id: 36, type: "idle.reached", at: sampleNow - 42_000, cause: 31, from: "" },
];

const context = {
  cluster: specialstuff,
  name: "edge-placement-s",
  uid: "f0b1c2d3-1f2e-4d5c-9b8a-7c6d5e4f3a2b",
  gateOpen: true,
  attempts: 0,
  trouble: null,
  destinations: [{ cluster: inventory, locationName: "location-g", syncTargetName: "guilder" }],
  slice: null,
};

/** `ActorDirectory` and `ActorFeed` over a list that a test may change. */
export class SampleDirectory implements ActorDirectory, ActorFeed {
  actors: ActorSummary[];
  details: Partial<ActorView> = {};
  sourceList: SourceView[];
  dead: DeadLetterView[] = [
    {
      to: "mailbox/gone",
      type: "copy.wanted",
      from: `workload/${commonstuff}`,
      at: sampleNow - 9000,
      why: "There is no actor at that address",
    },
  ];
  readonly listeners = new Set<(change: ActorChange) => void>();

  constructor(actors: ActorSummary[] = [...domain(), ...reflectors()]) {
    this.actors = actors.sort(by((actor) => actor.address));
    this.sourceList = this.actors.filter(({ kind }) => kind === "reflector").map(({ address, state }) => ({
      address,
      synced: state === "watching",
      detail: state === "watching" ? "" : "Unreachable: connection refused",
    }));
  }

  list({ kind, state }: ActorQuery): readonly ActorSummary[] {
    return this.actors.filter((actor) =>
      (kind === undefined || actor.kind === kind) && (state === undefined || actor.state === state)
    );
  }

  find(address: string): ActorView | undefined {
    const found = this.actors.find((actor) => actor.address === address);
    if (!found) return undefined;
    const rest = {
      context,
      lettersWaiting: 0,
      lettersHandled: 5,
      restarts: 0,
      lastError: null,
      lastLetters: letters,
    };
    return { ...found, parent: "supervisor", ...rest, ...this.details };
  }

  kinds(): readonly string[] {
    return [...new Set(this.actors.map(({ kind }) => kind))];
  }

  deadLetters(): { readonly total: number; readonly newest: readonly DeadLetterView[] } {
    return { total: this.dead.length, newest: this.dead };
  }

  sources(): readonly SourceView[] {
    return this.sourceList;
  }

  subscribe(listener: (change: ActorChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Puts an actor into another state and tells. */
  change(address: string, part: Partial<ActorSummary>): void {
    this.actors = this.actors.map((actor) => actor.address === address ? { ...actor, ...part } : actor);
    const changed = this.actors.find((actor) => actor.address === address);
    if (changed) this.tell({ type: "changed", summary: changed });
  }

  tell(change: ActorChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
