/** The workload kind: its machine, and how a workspace is asked what it serves. @module */
import { workloadMachine } from "../machines/workload/workload.ts";
import type { WorkloadContext, WorkloadInput } from "../machines/workload/context.ts";
import { mailboxesOf } from "../placement/workload/shares.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { discoverFor } from "./discovery.ts";
import type { Kind } from "./system/kind.ts";

export function createWorkloadKind(hub: ClusterApi): Kind {
  return {
    name: "workload",
    machine: workloadMachine,
    restart: "transient",
    spawnedBy: ["workload.needed"],
    input: (address): WorkloadInput => ({ cluster: address.slice("workload/".length) }),
    view: (context) => viewOf(context as WorkloadContext),
    perform: {
      discover: ({ cluster }: { cluster: string }, context) => discoverFor(hub, cluster, context),
    },
  };
}

function viewOf({ cluster, book, unsynced, parked, discovered, listed }: WorkloadContext): unknown {
  return {
    cluster,
    placements: [...book.wishes.keys()].sort(),
    resources: [...book.resources.keys()].sort(),
    namespaces: [...book.selectedBy.keys()].sort(),
    mailboxes: [...mailboxesOf(book)].sort(),
    discovered,
    listed,
    unsynced: [...unsynced].sort(),
    parked,
  };
}
