/** `edgechart edge revoke`: ends the credentials by which syncers enter the mailbox of one edge. @module */
import { KubeError } from "../../ports/kube_error.ts";
import { CommandError, exitCodes, quoted } from "../command_error.ts";
import type { CommandLine } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { type Administrator, explained } from "./administrator.ts";
import { findTarget, mailboxPath, type TargetName } from "./mailbox_of.ts";
import { accountsIn, deleteAccount, deleteRole, type Mailbox } from "./syncer_account.ts";

export interface RevokeOptions {
  readonly target: TargetName;
  /** The one credential to end, by the name that `join` said; null for all. */
  readonly only: string | null;
}

/** To revoke what is not there is to be done already. @throws {CommandError} */
export async function revokeEdge(
  { api }: Administrator,
  { target: named, only }: RevokeOptions,
  { settings }: CommandLine,
  terminal: Terminal,
): Promise<number> {
  const target = await findTarget(api, named);
  const path = await mailboxPath(api, target);
  try {
    const revoked = path === null ? [] : await revokeIn({ api, path }, only);
    if (settings.json) terminal.print(JSON.stringify({ event: "revoked", accounts: revoked }));
    else terminal.print(textOf(target.name, revoked));
    return exitCodes.ok;
  } catch (error) {
    throw error instanceof KubeError ? explained(`revoke credentials of ${target.name}`, error) : error;
  }
}

async function revokeIn(mailbox: Mailbox, only: string | null): Promise<readonly string[]> {
  const accounts = await accountsIn(mailbox);
  const ended = accounts.filter(({ metadata }) => only === null || metadata.name === only);
  if (only !== null && ended.length === 0) {
    const names = accounts.map(({ metadata }) => metadata.name).join(", ") || "none";
    throw new CommandError(`There is no credential ${quoted(only)}; there is ${names}.`);
  }
  for (const account of ended) await deleteAccount(mailbox, account);
  if (ended.length === accounts.length) await deleteRole(mailbox);
  return ended.map(({ metadata }) => metadata.name);
}

function textOf(target: string, revoked: readonly string[]): string {
  if (revoked.length === 0) return `Nothing to revoke: no credential of ${target} is good.`;
  const which = `${revoked.length === 1 ? "credential" : "credentials"} ${revoked.join(", ")}`;
  return `Revoked ${which} of ${target}. Requests are refused from now on; open watches end within 15 s.`;
}
