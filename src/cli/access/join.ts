/** `edgechart edge join`: lets the syncer of one edge into its mailbox, and prints the kubeconfig that opens it. @module */
import { kubeconfigText } from "../../hub/serve/credentials/kubeconfig.ts";
import type { CommandLine } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { exitCodes } from "../command_error.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { type Administrator, explained } from "./administrator.ts";
import { awaitOne, findTarget, mailboxPath, type TargetName } from "./mailbox_of.ts";
import {
  accountsIn,
  createAccount,
  deleteAccount,
  ensureRole,
  hasRules,
  type IssuedToken,
  issueToken,
  type Mailbox,
} from "./syncer_account.ts";

export interface JoinOptions {
  readonly target: TargetName;
  /** Where the edge finds the hub, if that is not where we do. */
  readonly server: string | null;
  readonly timeoutMs: number;
}

const advice = "Is the runtime running (edgechart serve, or start)? It makes the mailboxes.";

/** The kubeconfig goes to the output, everything else is said beside it. @throws {CommandError} */
export async function joinEdge(
  administrator: Administrator,
  options: JoinOptions,
  { settings }: CommandLine,
  terminal: Terminal,
): Promise<number> {
  const { api } = administrator;
  const { timeoutMs } = options;
  const target = await findTarget(api, options.target);
  const whatFor = `mailbox ${target.mailbox}`;
  const path = await awaitOne(
    () => mailboxPath(api, target),
    { timeoutMs, whatFor, advice },
    terminal,
  );
  const mailbox: Mailbox = { api, path };
  try {
    await ensureRole(mailbox);
    const rules = { timeoutMs, whatFor: "the rights of its syncer", advice };
    await awaitOne(async () => await hasRules(mailbox) || null, rules, terminal);
    const account = await createAccount(mailbox, target);
    const issued = await issueOrTidy(mailbox, account);
    terminal.print(kubeconfigOf(administrator, options, path, issued).trimEnd());
    const said =
      `Credential ${account} of ${target.name}, good until ${issued.expiresAt}; the syncer renews it.`;
    terminal.complain(settings.json ? JSON.stringify({ event: "joined", account, mailbox: path }) : said);
    return exitCodes.ok;
  } catch (error) {
    throw error instanceof KubeError ? explained(`let a syncer into ${path}`, error) : error;
  }
}

/** An account without a token is of use to nobody. */
async function issueOrTidy(mailbox: Mailbox, account: string): Promise<IssuedToken> {
  try {
    return await issueToken(mailbox, account);
  } catch (error) {
    const made = (await accountsIn(mailbox)).find(({ metadata }) => metadata.name === account);
    if (made !== undefined) await deleteAccount(mailbox, made);
    throw error;
  }
}

function kubeconfigOf(
  { server: ours, caData }: Administrator,
  { server, target }: JoinOptions,
  path: string,
  { token }: IssuedToken,
): string {
  const address = `${(server ?? ours).replace(/\/+$/, "")}/clusters/${path}`;
  return kubeconfigText([{ name: `mailbox-of-${target.name}`, server: address, caData, token }]);
}
