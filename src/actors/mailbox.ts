/** The mailbox kind: its machine, and how workspace, binding, `the-one` and copies are written. @module */
import type { CopyBook } from "../placement/copies/book.ts";
import { contendedReason, isStopped } from "../placement/contest.ts";
import { mailboxMachine } from "../machines/mailbox/mailbox.ts";
import type { MailboxContext, MailboxInput, PerformCopiesParams } from "../machines/mailbox/context.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { mailboxStyle } from "./copies/mailbox_style.ts";
import type { Marker } from "./copies/mark.ts";
import { markedStyle } from "./copies/marked_style.ts";
import { performCopies } from "./copies/perform_copies.ts";
import { discoverFor } from "./discovery.ts";
import { createMailboxWriter, type MailboxWriter } from "./mailbox_writer.ts";
import type { ObjectCache } from "./object_cache.ts";
import type { Kind } from "./system/kind.ts";

export interface MailboxPorts {
  readonly hub: ClusterApi;
  readonly cache: ObjectCache;
  readonly marker: Marker;
  /** Path of the edge service provider's workspace, such as `root:espw`. */
  readonly providerPath: string;
}

export function createMailboxKind({ hub, cache, marker, providerPath }: MailboxPorts): Kind {
  const style = markedStyle(mailboxStyle, marker, "hub");
  const writer: MailboxWriter = createMailboxWriter(hub, marker, providerPath);
  return {
    name: "mailbox",
    machine: mailboxMachine,
    restart: "transient",
    spawnedBy: ["mailbox.needed", "workspace.added", "workspace.modified"],
    input: (address): MailboxInput => ({ name: address.slice("mailbox/".length) }),
    view: (context) => viewOf(context as MailboxContext),
    perform: {
      createWorkspace: writer.createWorkspace,
      deleteWorkspace: writer.deleteWorkspace,
      ensureBinding: writer.ensureBinding,
      writeConfig: writer.writeConfig,
      discover: ({ cluster }: { cluster: string }, context) => discoverFor(hub, cluster, context),
      performCopies: ({ source, cluster, operations, served }: PerformCopiesParams, { reply, now }) =>
        performCopies({ api: hub, cluster, cache, style, served, now }, source, operations, reply),
    },
  };
}

function viewOf(context: MailboxContext): unknown {
  const {
    name,
    target,
    workspace,
    bound,
    reaches,
    locations,
    shares,
    book,
    unsynced,
    config,
    configContest,
  } = context;
  return {
    name,
    target,
    workspace,
    bound,
    placements: [...reaches.keys()].sort(),
    shares: [...shares.heads.values()].map(({ workload, sight }) => ({ workload, sight })),
    contested: [...shares.contested].sort(),
    locations: [...locations.keys()].sort(),
    copies: countCopies(book),
    unsynced: [...unsynced].sort(),
    config: config && { uid: config.uid, resourceVersion: config.resourceVersion },
    ...(isStopped(configContest) && {
      configContended: { reason: contendedReason, until: configContest.until },
    }),
  };
}

const troublesMax = 20;

/** Numbers of copies by where they stand, and the first few that are in trouble. */
export function countCopies(book: CopyBook): unknown {
  const entries = [...book.entries.values()];
  const drifted = entries.filter(({ drift }) => drift.length > 0);
  const inTrouble = entries.filter(({ trouble }) => trouble !== null);
  return {
    wanted: entries.filter(({ want }) => want !== null).length,
    seen: entries.filter(({ seen }) => seen !== null).length,
    inFlight: book.inFlight.size,
    failing: book.failing.size,
    flawed: book.flawed.size,
    contended: [...book.contended].sort().slice(0, troublesMax).map((key) => ({
      key,
      reason: contendedReason,
      until: book.entries.get(key)?.contest?.until ?? null,
    })),
    drifted: drifted.slice(0, troublesMax).map(({ key, drift }) => ({ key, paths: drift })),
    troubles: inTrouble.slice(0, troublesMax).map(({ key, attempts, trouble }) => ({
      key,
      attempts,
      trouble,
    })),
  };
}
