/** The server that is held to the cases. @module */
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import type { Need } from "./case.ts";
import type { Client, WireClient } from "./clients/client.ts";
import { createHttpClient } from "./clients/http_client.ts";
import { createKubectlClient } from "./clients/kubectl_client.ts";
import { createNodeClient } from "./clients/node_client.ts";

export interface Target {
  readonly wireClients: readonly WireClient[];
  /** Null when there is no kubectl to run. */
  readonly kubectl: Client | null;
  readonly has: ReadonlySet<Need>;
  readonly compact: () => void;
  close(): void;
}

export interface TargetOptions {
  /** The path of a file; its current context is used as it is. */
  readonly kubeconfig: string;
  /** A kubectl; null for none. */
  readonly kubectl: string | null;
  /** Forgets history; absent where nobody can be told to. */
  readonly compact?: () => void;
}

/** Finds out what the server has. Rejects when it cannot be reached. */
export async function openTarget({ kubeconfig, kubectl, compact }: TargetOptions): Promise<Target> {
  const http = createHttpClient(loadAccess(kubeconfig));
  const wireClients = [http, createNodeClient(kubeconfig)];
  const kubectlClient = kubectl === null ? null : createKubectlClient(kubeconfig, kubectl);
  const { body, message } = await http.send({ method: "GET", path: "/apis" });
  if (body === undefined) throw new Error(`Cannot read the groups of the server: ${message}`);
  const groups = body.groups.map(({ name }: { name: string }) => name);
  const has = new Set<Need>(compact === undefined ? [] : ["compaction", "our own promises"]);
  if (groups.includes("apps")) has.add("apps");
  if (groups.includes("apiextensions.k8s.io")) has.add("definitions");
  if (groups.includes("tenancy.kcp.io")) has.add("kcp");
  if (await hasControllers(http)) has.add("controllers");
  if (await hasWatchList(http)) has.add("watch list");
  return {
    wireClients,
    kubectl: kubectlClient,
    has,
    compact: compact ?? (() => {}),
    close: () =>
      [...wireClients, ...(kubectlClient === null ? [] : [kubectlClient])].forEach((one) => one.close()),
  };
}

/** How long the controllers of a new server may take until they have done their first work. */
const controllersMs = 5000;

/** Somebody gave the first namespace its ServiceAccount. */
async function hasControllers(http: WireClient): Promise<boolean> {
  const path = "/api/v1/namespaces/default/serviceaccounts/default";
  const end = performance.now() + controllersMs;
  for (;;) {
    const { reason } = await http.send({ method: "GET", path });
    if (reason === "") return true;
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function hasWatchList(http: WireClient): Promise<boolean> {
  const query = {
    sendInitialEvents: "true",
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: "true",
  };
  const ask = { method: "GET", path: "/api/v1/namespaces/default/configmaps", query } as const;
  return await http.watch(ask, () => true).then(() => true, () => false);
}
