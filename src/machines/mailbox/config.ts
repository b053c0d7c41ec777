/** What a mailbox remembers of `the-one`, its SyncerConfig. @module */
import { type SyncerConfig, theOneName } from "../../kube/edge_api.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { canonicalJson } from "../../kube/canonical_json.ts";
import { wrote } from "../../placement/contest.ts";
import { lackingOf } from "../../placement/mailbox/wholeness.ts";
import type { SyncedLetter } from "../watch_letters.ts";
import type { ConfigSeen, MailboxContext, MailboxEvent } from "./context.ts";

type Change = Partial<MailboxContext>;

export function rememberConfig(context: MailboxContext, event: MailboxEvent): Change {
  if ("fact" in event && event.fact.name !== theOneName) return {};
  switch (event.type) {
    case "config.added":
    case "config.modified":
      return event.object === null
        ? {}
        : { config: newerConfig(context.config, configSeen(event.object)), configGone: null };
    case "config.deleted":
      return {
        configGone: event.fact.uid,
        ...(event.fact.uid === context.config?.uid && { config: null }),
      };
    case "config.written":
      return {
        // Our write may have been undone by a delete of which the watch told before the answer came (F5).
        ...(event.config.uid !== context.configGone && {
          config: newerConfig(context.config, { ...event.config, by: "answer" }),
        }),
        configInFlight: false,
        configContest: wrote(context.configContest, event.made, event.at),
        attempts: 0,
        trouble: null,
      };
    case "config.refused":
      return {
        configInFlight: false,
        // Somebody has deleted it, and the answer to our last write came after the word of that.
        ...(event.reason === "NotFound" && { config: null }),
        attempts: context.attempts + 1,
        trouble: `SyncerConfig: ${event.reason}: ${event.message}`,
      };
    default:
      return {};
  }
}

/** The watch shows everything up to a version: what is known from an answer alone and is not newer has come and gone meanwhile. */
export function seeWholeConfig(
  { config }: MailboxContext,
  { resourceVersion, reborn }: SyncedLetter<"config">,
): Change {
  const isCovered = config?.by === "answer" &&
    (reborn === true || !isNewer(config.resourceVersion, resourceVersion));
  return isCovered ? { config: null, configGone: config.uid } : {};
}

/** `the-one` as this actor remembers it. */
export function configSeen(object: SyncerConfig): ConfigSeen {
  const { uid = "", resourceVersion = "" } = object.metadata;
  return { uid, resourceVersion, spec: object.spec ?? {}, lacking: lackingOf(object) };
}

/** Names what `the-one` should say. */
export function configMade({ spec, lacking }: Pick<ConfigSeen, "spec" | "lacking">): string {
  return canonicalJson([spec, lacking]);
}

function newerConfig(known: ConfigSeen | null, seen: ConfigSeen): ConfigSeen {
  return known !== null && known.uid === seen.uid && isNewer(known.resourceVersion, seen.resourceVersion)
    ? known
    : seen;
}
