/** What `kubectl ws` asks the server about workspaces. @module */
import { by } from "../../kube/order.ts";
import { workspaces } from "../../kube/kcp_api.ts";
import type { KubeList, KubeObject } from "../../kube/object.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";

/** A Workspace as far as the plugin reads it. */
export interface WorkspaceObject extends KubeObject {
  readonly spec?: { readonly type?: { readonly name?: string; readonly path?: string } };
  readonly status?: { readonly phase?: string };
}

const pollMs = 100;
/** kcp's own limit for a new workspace. */
const readyTimeoutMs = 60_000;

/** Workspaces behind promises; refusals reject with their `KubeError`. */
export class WorkspaceClient {
  readonly #api: ClusterApi;
  readonly #clock: Clock;

  constructor(api: ClusterApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  async get(parent: string, name: string): Promise<WorkspaceObject> {
    return await this.#call({ verb: "get", cluster: parent, resource: workspaces, name }) as WorkspaceObject;
  }

  /** The children of a workspace, by name. */
  async list(parent: string): Promise<readonly WorkspaceObject[]> {
    const { items } = await this.#call({ verb: "list", cluster: parent, resource: workspaces }) as KubeList;
    return ([...items] as WorkspaceObject[]).sort(by(({ metadata }) => metadata.name));
  }

  /** Creates a workspace of a type such as `root:organization`; without one the server decides. */
  async create(parent: string, name: string, type: string | undefined): Promise<WorkspaceObject> {
    const body = {
      apiVersion: "tenancy.kcp.io/v1alpha1",
      kind: "Workspace",
      metadata: { name },
      spec: type === undefined ? {} : { type: parseType(type) },
    };
    return await this.#call({
      verb: "create",
      cluster: parent,
      resource: workspaces,
      body,
    }) as WorkspaceObject;
  }

  /** Waits until a workspace is ready. Rejects with `Error` when that takes too long. */
  async untilReady(parent: string, name: string): Promise<WorkspaceObject> {
    const deadline = this.#clock.now() + readyTimeoutMs;
    for (;;) {
      const workspace = await this.get(parent, name);
      const { phase = "" } = workspace.status ?? {};
      if (phase === "Ready") return workspace;
      if (this.#clock.now() > deadline) {
        throw new Error(`workspace "${name}" is still ${phase || "without a phase"}`);
      }
      await new Promise<void>((resolve) => void this.#clock.after(pollMs, resolve));
    }
  }

  /** True when there is an API under this path or id. */
  exists(cluster: string): Promise<boolean> {
    return new Promise((resolve, reject) =>
      this.#api.discover(cluster, (answer) => {
        if (answer.ok) resolve(true);
        else if (isAbsence(answer.error)) resolve(false);
        else reject(answer.error);
      })
    );
  }

  #call(request: ApiRequest): Promise<KubeObject | KubeList> {
    return new Promise((resolve, reject) =>
      this.#api.call(request, (answer: ApiAnswer) => answer.ok ? resolve(answer.body) : reject(answer.error))
    );
  }
}

/** kcp does not say whether a workspace is missing or closed to us. */
export function isAbsence({ status }: KubeError): boolean {
  return status === 404 || status === 403;
}

/** ` (type root:universal)`, or "" for a workspace whose type is not known. */
export function typeSuffix({ spec }: WorkspaceObject): string {
  const { name, path } = spec?.type ?? {};
  if (name === undefined) return "";
  return ` (type ${path ? `${path}:` : ""}${name})`;
}

function parseType(type: string): { readonly name: string; readonly path?: string } {
  const at = type.lastIndexOf(":");
  return at < 0 ? { name: type } : { name: type.slice(at + 1), path: type.slice(0, at) };
}
