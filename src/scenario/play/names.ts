/** The names that only the running system knows: UIDs, cluster ids, mailboxes, and what was remembered. @module */
import { clusterOf } from "../../kube/object.ts";
import { logicalClusterName, logicalClusters, syncTargets } from "../../kube/kcp_api.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { EdgeSpec } from "../story/scenario.ts";
import { resolveSyncTarget } from "../story/sync_target_reference.ts";
import type { Template, TemplatePart } from "../story/template.ts";
import { type Answer, found, later, never } from "./answer.ts";
import type { KubeClient, Server } from "./server.ts";

export interface Names {
  remember(name: string, value: string): void;
  /** A template with its names filled in; what is not there yet is `later`. */
  text(template: Template): Promise<Answer<string>>;
  /** The name of a SyncTarget's mailbox workspace. */
  mailbox(syncTarget: string): Promise<Answer<string>>;
}

export interface NamesPorts {
  readonly client: KubeClient;
  readonly hub: ClusterApi;
  readonly edges: readonly EdgeSpec[];
}

/** Nothing is cached: a SyncTarget that is created anew has another UID. */
export function createNames({ client, hub, edges }: NamesPorts): Names {
  const remembered = new Map<string, string>();
  const at = (path: string): Server => ({ api: hub, cluster: path, called: path });
  const uid = async (reference: string): Promise<Answer<string>> => {
    const key = resolveSyncTarget(reference, edges);
    if (key === undefined) return never(`${reference} is not the SyncTarget of exactly one edge`);
    const answer = await client.get({ server: at(key.workspace), resource: syncTargets, name: key.name });
    return map(answer, ({ metadata }) => metadata.uid ?? "");
  };
  const cluster = async (path: string): Promise<Answer<string>> =>
    map(
      await client.get({ server: at(path), resource: logicalClusters, name: logicalClusterName }),
      clusterOf,
    );
  const mailbox = async (reference: string): Promise<Answer<string>> => {
    const ownUid = await uid(reference);
    if (!ownUid.ok) return ownUid;
    const workspace = resolveSyncTarget(reference, edges)?.workspace ?? "";
    return map(await cluster(workspace), (id) => `${id}-mb-${ownUid.value}`);
  };
  const valueOf = (part: TemplatePart): Promise<Answer<string>> | Answer<string> => {
    if (part.type === "literal") return found(part.text);
    if (part.type === "uid") return uid(part.syncTarget);
    if (part.type === "mailbox") return mailbox(part.syncTarget);
    if (part.type === "cluster") return cluster(part.workspace);
    const value = remembered.get(part.name);
    return value === undefined ? never(`nothing was remembered as ${part.name}`) : found(value);
  };
  return {
    remember: (name, value) => void remembered.set(name, value),
    mailbox: async (reference) => notYet(await mailbox(reference)),
    async text(template) {
      let whole = "";
      for (const part of template.parts) {
        const answer = notYet(await valueOf(part));
        if (!answer.ok) return answer;
        whole += answer.value;
      }
      return found(whole);
    },
  };
}

function map<A, B>(answer: Answer<A>, change: (value: A) => B): Answer<B> {
  return answer.ok ? found(change(answer.value)) : answer;
}

/** A name that cannot be told is no proof that what it names is absent. */
function notYet(answer: Answer<string>): Answer<string> {
  return !answer.ok && answer.kind === "absent" ? later(answer.why) : answer;
}
