/** The summarizer kind: its machine, and how summaries are written. @module */
import { statusSummaries, type StatusSummary } from "../kube/edge_api.ts";
import { summarizerMachine } from "../machines/summarizer/summarizer.ts";
import type {
  SummarizerContext,
  SummarizerInput,
  SummaryDelete,
  SummaryWrite,
  WriteSummariesParams,
} from "../machines/summarizer/context.ts";
import { summarySeen } from "../machines/summarizer/memory.ts";
import { contendedReason, isStopped } from "../placement/contest.ts";
import { statusSummary } from "../placement/summary.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject, deleteOptions } from "./requests.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

const fieldManager = "status-summarizer";

export function createSummarizerKind(hub: ClusterApi): Kind {
  return {
    name: "summarizer",
    machine: summarizerMachine,
    restart: "transient",
    spawnedBy: ["summarizer.needed"],
    input: (address): SummarizerInput => {
      const [, cluster, ...name] = address.split("/");
      return { cluster, name: name.join("/") };
    },
    view: (context) => {
      const { cluster, name, subjects, sight, mailboxes, summaries, unsynced, contests } =
        context as SummarizerContext;
      return {
        cluster,
        name,
        subjects,
        sight,
        mailboxes: mailboxes.toObject(),
        summaries: [...summaries.keys()].sort(),
        unsynced: [...unsynced].sort(),
        contended: [...contests].filter(([, contest]) => isStopped(contest)).map(([key, { until }]) => ({
          key,
          reason: contendedReason,
          until,
        })),
      };
    },
    perform: {
      writeSummaries: ({ cluster, writes, deletes }: WriteSummariesParams, context) => {
        for (const write of writes) writeOne(hub, cluster, write, context);
        for (const one of deletes) deleteOne(hub, cluster, one, context);
      },
    },
  };
}

type Fields = { readonly type: string; readonly [field: string]: unknown };

function writeOne(hub: ClusterApi, cluster: string, write: SummaryWrite, context: PerformContext): void {
  const { key, subject, placement, reports, made, replaces } = write;
  const summary = statusSummary(subject, placement, reports);
  const body = { ...summary, metadata: { ...summary.metadata, ...replaces } };
  const { name, namespace } = summary.metadata;
  const at = { cluster, resource: statusSummaries, body, query: { fieldManager }, namespace };
  callForObject<StatusSummary>(
    hub,
    replaces === null ? { ...at, verb: "create" } : { ...at, verb: "update", name },
    (written) =>
      answer(context, {
        type: "summary.written",
        key,
        seen: summarySeen(written),
        made,
        at: context.now(),
      }),
    (error) => answer(context, { type: "summary.refused", key, ...refusalOf(error) }),
  );
}

function deleteOne(hub: ClusterApi, cluster: string, one: SummaryDelete, context: PerformContext): void {
  const { key, namespace, name, uid } = one;
  callForObject(
    hub,
    { verb: "delete", cluster, resource: statusSummaries, namespace, name, body: deleteOptions(uid) },
    () => answer(context, { type: "summary.deletionAccepted", key, uid }),
    (error) =>
      answer(
        context,
        error.reason === "NotFound"
          ? { type: "summary.deletionAccepted", key, uid }
          : { type: "summary.refused", key, ...refusalOf(error) },
      ),
  );
}

function answer(context: PerformContext, event: Fields): void {
  context.reply(event);
}
