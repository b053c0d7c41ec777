/** A hub whose workspaces are ready at once, and unknown until they are made. @module */
import type { Caller } from "../../../src/ports/api_backend.ts";
import type { ApiAnswer, ApiRequest } from "../../../src/ports/cluster_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { KindDefinition } from "../../../src/hub/resources/kind_definition.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";
import { FakeHub } from "../../hub/serve/fake_hub.ts";

const workspaceKind: KindDefinition = {
  group: "tenancy.kcp.io",
  version: "v1alpha1",
  kind: "Workspace",
  resource: "workspaces",
  singular: "workspace",
  shortNames: ["ws"],
  namespaced: false,
};

/** Remembers which workspaces exist, by path. */
export class WorkspaceHub extends FakeHub {
  readonly known = new Set(["root"]);

  constructor() {
    super("workspaces", [workspaceKind]);
  }

  override kindsFor(cluster: string, caller: Caller): readonly KindDefinition[] | undefined {
    return this.known.has(cluster) ? super.kindsFor(cluster, caller) : undefined;
  }

  override handle(request: ApiRequest, caller: Caller): ApiAnswer {
    if (request.verb !== "create") return super.handle(request, caller);
    const body = request.body as KubeObject & { spec?: { type?: unknown } };
    const path = `${request.cluster}:${body.metadata.name}`;
    if (this.known.has(path)) {
      const message = `workspaces.tenancy.kcp.io "${body.metadata.name}" already exists`;
      return { ok: false, error: new KubeError(409, "AlreadyExists", message) };
    }
    this.known.add(path);
    const spec = { type: body.spec?.type ?? { name: "universal", path: "root" } };
    return super.handle({ ...request, body: { ...body, spec, status: { phase: "Ready" } } }, caller);
  }
}
