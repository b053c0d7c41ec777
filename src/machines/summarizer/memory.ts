/** What a summarizer remembers of each letter, and what follows from all of it. @module */
import { Set as ImmutableSet } from "immutable";
import { statusSummaries, type StatusSummary } from "../../kube/edge_api.ts";
import { equal } from "../../kube/equality.ts";
import { objectKey } from "../../kube/facts.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { type Gvr, gvrKey } from "../../kube/resource.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { mailboxName } from "../../placement/mailbox_name.ts";
import { type DestinationReport, type Subject, summaryName, summaryOf } from "../../placement/summary.ts";
import { reflectorAddress, summarizerAddress, type View, workloadAddress } from "../addresses.ts";
import { backoffMs } from "../backoff.ts";
import { ownedSelector } from "../copy_letters.ts";
import type { TellParams } from "../letters.ts";
import { isContended, isLeftAlone, madeOf, pauseOf, rememberWrite, resume } from "./contests.ts";
import type {
  SummarizerContext,
  SummarizerEvent,
  SummaryDelete,
  SummarySeen,
  SummaryWrite,
} from "./context.ts";
import type { SeenLetter } from "../watch_letters.ts";

type Change = Partial<SummarizerContext>;

/** Takes one letter in. `letters` is what must be told because of it, and always replaced. */
export function remember(context: SummarizerContext, event: SummarizerEvent): Change {
  return { letters: [], ...rememberAbout(context, event) };
}

function rememberAbout(context: SummarizerContext, event: SummarizerEvent): Change {
  switch (event.type) {
    case "placement.offered":
      return { placement: event.card };
    case "mailbox.offered":
      return rewatch({ ...context, mailboxes: context.mailboxes.set(event.key, event.card.cluster) });
    case "mailbox.withdrawn":
      return rewatch({ ...context, mailboxes: context.mailboxes.delete(event.key) });
    case "subjects.replaced":
      return rewatch({ ...context, subjects: event.subjects, sight: event.sight });
    case "copy.added":
    case "copy.modified":
    case "copy.deleted":
      return { reports: rememberReport(context, event) };
    case "copy.synced":
    case "summary.synced":
      return { unsynced: context.unsynced.delete(event.source) };
    case "copy.stale":
    case "summary.stale":
      return { unsynced: context.unsynced.add(event.source) };
    default:
      return rememberSummary(context, event);
  }
}

function rememberReport(
  context: SummarizerContext,
  { type, fact, report }: SeenLetter<"copy">,
): SummarizerContext["reports"] {
  const key = reportKey(fact.cluster, objectKey(fact));
  return type === "copy.deleted" || report === null
    ? context.reports.delete(key)
    : context.reports.set(key, report);
}

function reportKey(cluster: string, key: string): string {
  return `${cluster}|${key}`;
}

function rememberSummary(context: SummarizerContext, event: SummarizerEvent): Change {
  switch (event.type) {
    case "summary.added":
    case "summary.modified":
      return isOurs(context, event.object)
        ? { summaries: putSummary(context, summarySeen(event.object)) }
        : {};
    case "summary.deleted":
      return { summaries: context.summaries.filter(({ uid }) => uid !== event.fact.uid) };
    case "summary.written":
      return {
        ...landed(context, event.key),
        summaries: putSummary(context, event.seen),
        contests: rememberWrite(context.contests, event),
      };
    case "summary.deletionAccepted":
      return {
        ...landed(context, event.key),
        summaries: context.summaries.filter(({ uid }) => uid !== event.uid),
      };
    case "summary.refused":
      return {
        inFlight: context.inFlight.delete(event.key),
        failing: context.failing.add(event.key),
        attempts: context.attempts + 1,
        trouble: `${event.key}: ${event.reason}: ${event.message}`,
      };
    default:
      return {};
  }
}

/** A request was granted; the count of refusals begins anew when nothing else is failing. */
function landed(context: SummarizerContext, key: string): Change {
  return {
    inFlight: context.inFlight.delete(key),
    ...(context.failing.isEmpty() && { attempts: 0 }),
  };
}

/** Ours are those that our placement owns: an object of the same name made by somebody else is not touched. */
function isOurs(
  { name, placement }: SummarizerContext,
  object: StatusSummary | null,
): object is StatusSummary {
  const owners = object?.metadata.ownerReferences ?? [];
  return owners.some((owner) =>
    owner.kind === "EdgePlacement" && owner.name === name &&
    (placement === null || owner.uid === placement.uid)
  );
}

/** The StatusSummary as the chart keeps it. */
export function summarySeen({ metadata, summary }: StatusSummary): SummarySeen {
  const { namespace = "", name, uid = "", resourceVersion = "" } = metadata;
  return { namespace, name, uid, resourceVersion, summary };
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function putSummary({ summaries }: SummarizerContext, seen: SummarySeen): SummarizerContext["summaries"] {
  const known = summaries.get(keyOf(seen));
  const isOld = known !== undefined && known.uid === seen.uid &&
    isNewer(known.resourceVersion, seen.resourceVersion);
  return isOld ? summaries : summaries.set(keyOf(seen), seen);
}

function summariesView(cluster: string): View {
  return { source: "hub", cluster, gvr: statusSummaries, selector: "" };
}

function letter(
  { cluster, name }: SummarizerContext,
  type: "subscriber.joined" | "subscriber.left",
  view: View,
  as: "copy" | "summary",
): TellParams {
  const event = { type, view, subscriber: summarizerAddress(cluster, name), as };
  return { to: reflectorAddress(view), event };
}

/** What to ask for at the start of a life. */
export function begin(context: SummarizerContext): Change {
  const view = summariesView(context.cluster);
  const request = { type: "subjects.requested", placement: context.name };
  return {
    unsynced: context.unsynced.add(reflectorAddress(view)),
    letters: [
      letter(context, "subscriber.joined", view, "summary"),
      { to: workloadAddress(context.cluster), event: request },
    ],
  };
}

/** Watches the kinds of the subjects in every mailbox, and nothing else. */
function rewatch(context: SummarizerContext): Change {
  const gvrs = new Map(context.subjects.map(({ gvr }): [string, Gvr] => [gvrKey(gvr), gvr]));
  const views = [...context.mailboxes.values()].flatMap((cluster) =>
    [...gvrs.values()].map((gvr): View => ({ source: "hub", cluster, gvr, selector: ownedSelector }))
  );
  const byAddress = new Map(views.map((view): [string, View] => [reflectorAddress(view), view]));
  const fresh = [...byAddress].filter(([address]) => !context.watched.has(address)).sort(([a], [b]) =>
    byCodeUnit(a, b)
  );
  const left = [...context.watched].filter(([address]) => !byAddress.has(address)).sort(([a], [b]) =>
    byCodeUnit(a, b)
  );
  return {
    ...context,
    watched: context.watched.withMutations((map) => {
      for (const [address] of left) map.delete(address);
      for (const [address, view] of fresh) map.set(address, view);
    }),
    unsynced: context.unsynced.subtract(left.map(([address]) => address)).union(
      fresh.map(([address]) => address),
    ),
    letters: [
      ...left.map(([, view]) => letter(context, "subscriber.left", view, "copy")),
      ...fresh.map(([, view]) => letter(context, "subscriber.joined", view, "copy")),
    ],
  };
}

/** Ends every watch. */
export function leaveReflectors(context: SummarizerContext): Change {
  const views = [...context.watched.values()].map((view) => letter(context, "subscriber.left", view, "copy"));
  return {
    letters: [letter(context, "subscriber.left", summariesView(context.cluster), "summary"), ...views],
  };
}

/** Whether too little is seen to decide on anything: a mailbox may be missing, when it has had its time. */
export function isBlind(context: SummarizerContext): boolean {
  const { cluster, sight, unsynced, impatient } = context;
  if (sight === "partial" || unsynced.has(reflectorAddress(summariesView(cluster)))) return true;
  return !unsynced.isEmpty() && !impatient;
}

/** What to request now. Requests under way are not repeated, and refused ones not before their time. */
export function planWork(context: SummarizerContext): Change {
  const impatient = context.impatient && !context.unsynced.isEmpty();
  if (context.placement === null || isBlind(context)) return { writes: [], deletes: [], impatient };
  const wanted = new Map(context.subjects.map((subject) => [subjectKey(context, subject), subject]));
  const writes = [...wanted].flatMap(([key, subject]) => writeFor(context, key, subject));
  const deletes = [...context.summaries].filter(([key]) => !wanted.has(key) && isFree(context, key))
    .map(([key, { namespace, name, uid }]): SummaryDelete => ({ key, namespace, name, uid }))
    .sort((a, b) => byCodeUnit(a.key, b.key));
  const started = [...writes, ...deletes].map(({ key }) => key);
  const contests = context.contests.filter((_contest, key) => wanted.has(key));
  return { impatient, writes, deletes, contests, inFlight: context.inFlight.union(ImmutableSet(started)) };
}

function isFree({ inFlight, failing }: SummarizerContext, key: string): boolean {
  return !inFlight.has(key) && !failing.has(key);
}

function subjectKey({ name }: SummarizerContext, subject: Subject): string {
  return keyOf({ namespace: subject.namespace, name: summaryName(name, subject) });
}

function writeFor(context: SummarizerContext, key: string, subject: Subject): SummaryWrite[] {
  const { placement, summaries, contests } = context;
  if (placement === null || !isFree(context, key)) return [];
  const { name, uid } = placement;
  const reports = reportsOn(context, subject);
  const summary = summaryOf(subject, name, reports);
  const seen = summaries.get(key);
  if (seen !== undefined && equal(seen.summary, summary)) return [];
  const made = madeOf(placement, summary);
  if (isLeftAlone(contests, key, made)) return [];
  const replaces = seen === undefined ? null : { uid: seen.uid, resourceVersion: seen.resourceVersion };
  return [{ key, subject, placement: { name, uid }, reports, made, replaces }];
}

function reportsOn(
  { placement, mailboxes, reports, unsynced }: SummarizerContext,
  subject: Subject,
): DestinationReport[] {
  const isSeen = (cluster: string) =>
    !unsynced.has(reflectorAddress({ source: "hub", cluster, gvr: subject.gvr, selector: ownedSelector }));
  return (placement?.destinations ?? []).map((destination) => {
    const cluster = mailboxes.get(mailboxName(destination.cluster, destination.syncTargetUID));
    const report = cluster === undefined || !isSeen(cluster)
      ? undefined
      : reports.get(reportKey(cluster, objectKey(subject)));
    return { destination, report: report ?? null };
  });
}

/** Puts up again what was refused, and what was left alone for long enough. */
export function tryAgain({ contests, failing }: SummarizerContext, now: number): Change {
  return { failing: failing.clear(), contests: resume(contests, now), trouble: null };
}

/** How long to wait after refusals, or when somebody else keeps undoing what was written. */
export function retryDelayMs({ attempts, failing, contests }: SummarizerContext): number {
  return failing.isEmpty() && isContended(contests) ? pauseOf(contests) : backoffMs(Math.max(1, attempts));
}
