/** The edgeCluster kind: its machine, and how an edge is written and its status returned. @module */
import { edgeClusterMachine } from "../machines/edge_cluster/edge_cluster.ts";
import type {
  EdgeClusterContext,
  EdgeClusterInput,
  PerformOnEdgeParams,
  ReturnStatusParams,
} from "../machines/edge_cluster/context.ts";
import { contestedStatus } from "../machines/edge_cluster/status_returns.ts";
import { contendedReason } from "../placement/contest.ts";
import type { EdgeAssignedLetter } from "../machines/supervisor.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { ApiDirectory } from "./api_directory.ts";
import type { CopyOperation } from "../placement/copies/operations.ts";
import { edgeStyle } from "./copies/edge_style.ts";
import type { Marker } from "./copies/mark.ts";
import { markedStyle } from "./copies/marked_style.ts";
import { performCopies } from "./copies/perform_copies.ts";
import { whenAbsent } from "./copies/when_absent.ts";
import { discoverFor } from "./discovery.ts";
import { countCopies } from "./mailbox.ts";
import type { ObjectCache } from "./object_cache.ts";
import { returnStatus } from "./status_return.ts";
import type { Kind } from "./system/kind.ts";

export interface EdgeClusterPorts {
  readonly hub: ClusterApi;
  readonly apis: ApiDirectory;
  readonly cache: ObjectCache;
  readonly marker: Marker;
  /** The status of one object is written at most once in this time. */
  readonly statusIntervalMs?: number;
}

export function createEdgeClusterKind(
  { hub, apis, cache, marker, statusIntervalMs }: EdgeClusterPorts,
): Kind {
  const apiOf = (source: string): ClusterApi => {
    const api = apis(source);
    if (api === undefined) throw new Error(`Cannot reach ${source} as no API server is known for it`);
    return api;
  };
  return {
    name: "edgeCluster",
    machine: edgeClusterMachine,
    restart: "transient",
    spawnedBy: ["edge.assigned"],
    endedBy: ["edge.unassigned"],
    input: (_address, letter): EdgeClusterInput => {
      const { edge, mailbox } = letter as EdgeAssignedLetter;
      return { edge, mailbox, ...(statusIntervalMs !== undefined && { statusIntervalMs }) };
    },
    view: (context) => viewOf(context as EdgeClusterContext),
    perform: {
      discoverEdge: ({ edge }: { edge: string }, context) => discoverFor(apiOf(`edge:${edge}`), "", context),
      performCopies: (
        { source, cluster, operations, served, mailbox, doubtful }: PerformOnEdgeParams,
        { reply, now },
      ) => {
        const target = {
          api: apiOf(source),
          cluster,
          cache,
          style: markedStyle(edgeStyle, marker, source),
          served,
          now,
        };
        const isDoubtful = ({ key }: CopyOperation) => doubtful.includes(key);
        performCopies(target, source, operations.filter((one) => !isDoubtful(one)), reply);
        for (const operation of operations.filter(isDoubtful)) {
          whenAbsent(hub, mailbox, operation, reply, () => performCopies(target, source, [operation], reply));
        }
      },
      returnStatus: (params: ReturnStatusParams, { reply, now }) =>
        returnStatus({ hub, cache, now }, params, reply),
    },
  };
}

function viewOf(context: EdgeClusterContext): unknown {
  const {
    edge,
    mailbox,
    mailboxCluster,
    lacking,
    book,
    unsynced,
    lost,
    statusDue,
    statusInFlight,
    attempts,
    trouble,
  } = context;
  return {
    edge,
    mailbox,
    mailboxCluster,
    lacking,
    copies: countCopies(book),
    statusDue: statusDue.size,
    statusInFlight: statusInFlight.size,
    statusContended: contestedStatus(context).map((key) => ({
      key,
      reason: contendedReason,
      until: context.statusContests.get(key)?.until ?? null,
    })),
    unsynced: [...unsynced].sort(),
    lost: [...lost].sort(),
    attempts,
    trouble,
  };
}
