/** A hub as its administrator asks it: behind promises, with what a person can do about a refusal. @module */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadAccess } from "../../adapters/kubernetes/access.ts";
import { openKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import type { KubeList, KubeObject } from "../../kube/object.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { CommandError, quoted } from "../command_error.ts";
import { createLog } from "../compose/log.ts";
import type { Settings } from "../options.ts";

export interface Administrator {
  readonly api: ClusterApi;
  /** The hub's address without a workspace and without a slash at the end. */
  readonly server: string;
  /** PEM of the authority that signed the hub's certificate; "" for one that the system knows. */
  readonly caData: string;
  close(): void;
}

/** Opens the hub of `--hub-kubeconfig`, or the one whose data directory is named. @throws {CommandError} */
export async function openAdministrator(settings: Settings): Promise<Administrator> {
  const kubeconfig = settings.hubKubeconfig ?? join(settings.dataDir, "admin.kubeconfig");
  if (!existsSync(kubeconfig)) {
    throw new CommandError(
      `Cannot find ${quoted(kubeconfig)}. Start the hub, name its --data-dir, or give its --hub-kubeconfig.`,
    );
  }
  const access = loadAccess(kubeconfig);
  const { tls: { ca } } = await access.credentials();
  const api = await openKubernetesApi({
    kubeconfig,
    clock: systemClock,
    log: createLog(settings.logLevel),
  });
  const server = access.server.replace(/\/clusters\/[^/]+$/, "");
  return { api, server, caData: ca === undefined ? "" : String(ca), close: () => api.close() };
}

/** One object. Rejects with the `KubeError` of a refusal. */
export function ask<T extends KubeObject>(api: ClusterApi, request: ApiRequest): Promise<T> {
  return new Promise((resolve, reject) =>
    api.call(request, (answer) => answer.ok ? resolve(answer.body as T) : reject(answer.error))
  );
}

/** The items of a list. Rejects with the `KubeError` of a refusal. */
export function askAll<T extends KubeObject>(
  api: ClusterApi,
  request: Omit<ApiRequest, "verb">,
): Promise<readonly T[]> {
  return new Promise((resolve, reject) =>
    api.call(
      { ...request, verb: "list" },
      (answer) => answer.ok ? resolve((answer.body as KubeList<T>).items) : reject(answer.error),
    )
  );
}

/** Null instead of a refusal for this reason. */
export async function unless<T>(reason: KubeError["reason"], asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if ((error as KubeError).reason === reason) return null;
    throw error;
  }
}

/** What to tell a person about a refusal that is not theirs to expect. */
export function explained(doing: string, error: unknown): CommandError {
  const { status, message } = error as KubeError;
  const advice = status === 0
    ? "Is the hub running, and is its address in the kubeconfig?"
    : status === 401 || status === 403
    ? "Give --hub-kubeconfig one that may administer the hub."
    : "Try again.";
  return new CommandError(`Cannot ${doing}: ${message}. ${advice}`, { cause: error });
}
