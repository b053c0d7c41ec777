/** From a SyncTarget to the workspace that is its mailbox. @module */
import { clusterOf, type KubeObject } from "../../kube/object.ts";
import { type SyncTarget, syncTargets, type Workspace, workspaces } from "../../kube/kcp_api.ts";
import { mailboxName } from "../../placement/mailbox_name.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { CommandError, quoted } from "../command_error.ts";
import { formatDuration } from "../../scenario/story/duration.ts";
import type { Terminal } from "../terminal.ts";
import { ask, askAll, explained, unless } from "./administrator.ts";

/** Where the mailboxes are. */
export const providerPath = "root:espw";

/** A SyncTarget as a person names it. */
export interface TargetName {
  /** Path of its workspace, such as `root:imw-1`. */
  readonly workspace: string;
  readonly name: string;
}

export interface KnownTarget extends TargetName {
  /** Logical cluster id of its workspace. */
  readonly cluster: string;
  readonly uid: string;
  /** Name of its mailbox's workspace, whether that exists or not. */
  readonly mailbox: string;
}

const pollMs = 200;

/** The SyncTarget. @throws {CommandError} that says which there are, when there is none of the name. */
export async function findTarget(api: ClusterApi, { workspace, name }: TargetName): Promise<KnownTarget> {
  const at = { cluster: workspace, resource: syncTargets };
  try {
    const target = await ask<SyncTarget>(api, { ...at, verb: "get", name });
    if (target.metadata.deletionTimestamp !== undefined) {
      throw new CommandError(`SyncTarget ${quoted(name)} in ${workspace} is being deleted.`);
    }
    const [cluster, uid] = [clusterOf(target), target.metadata.uid ?? ""];
    return { workspace, name, cluster, uid, mailbox: mailboxName(cluster, uid) };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (error.reason !== "NotFound") throw explained(`read SyncTargets of ${workspace}`, error);
    throw new CommandError(await absence(api, { workspace, name }), { cause: error });
  }
}

async function absence(api: ClusterApi, { workspace, name }: TargetName): Promise<string> {
  const others = await unless("NotFound", askAll(api, { cluster: workspace, resource: syncTargets }));
  if (others === null) {
    return `There is no workspace ${
      quoted(workspace)
    } with SyncTargets. Name the inventory with --workspace PATH.`;
  }
  const names = others.slice(0, 10).map(({ metadata }) => metadata.name);
  const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  return `There is no SyncTarget ${quoted(name)} in ${workspace}; ${known}.`;
}

/** The path of the mailbox, or null while it is not there. @throws {CommandError} when there is no place for mailboxes. */
export async function mailboxPath(api: ClusterApi, { mailbox }: KnownTarget): Promise<string | null> {
  try {
    const found = await ask<Workspace>(api, {
      verb: "get",
      cluster: providerPath,
      resource: workspaces,
      name: mailbox,
    });
    return found.status?.phase === "Ready" && !isGoing(found) ? `${providerPath}:${mailbox}` : null;
  } catch (error) {
    const { reason, details } = error as KubeError;
    if (reason === "NotFound" && details?.name === mailbox) return null;
    if (reason !== "NotFound" && reason !== "Forbidden") throw explained("look for the mailbox", error);
    throw new CommandError(
      `There is no workspace ${providerPath}, so there are no mailboxes. Create it, as docs/walkthrough.md does.`,
      { cause: error },
    );
  }
}

function isGoing({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** How long is waited, and what to do when it was in vain. */
export interface Patience {
  readonly timeoutMs: number;
  readonly whatFor: string;
  readonly advice: string;
}

/**
 * Looks again and again until there is something, and says every few seconds that it waits, for what, and for how long yet.
 *
 * @throws {CommandError} when the time is over, or the person has had enough.
 */
export async function awaitOne<T>(
  look: () => Promise<T | null>,
  { timeoutMs, whatFor, advice }: Patience,
  { clock, complain, interrupt }: Pick<Terminal, "clock" | "complain" | "interrupt">,
): Promise<T> {
  const deadline = clock.now() + timeoutMs;
  for (let saidAt = 0;;) {
    const found = await look();
    if (found !== null) return found;
    const leftMs = deadline - clock.now();
    if (interrupt.isAsked) throw new CommandError("Stopped while waiting.");
    if (leftMs <= 0) {
      throw new CommandError(`Waited ${formatDuration(timeoutMs)} in vain for ${whatFor}. ${advice}`);
    }
    if (clock.now() - saidAt >= 5_000) {
      complain(`Waiting for ${whatFor}, at most ${formatDuration(leftMs)} …`);
      saidAt = clock.now();
    }
    await new Promise<void>((resolve) => void clock.after(pollMs, resolve));
  }
}
