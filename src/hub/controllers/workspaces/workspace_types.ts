/** Workspace types: what a new workspace is given (kcp v0.11, config/root-phase0). @module */
import { workspaceTypes } from "../../../kube/kcp_api.ts";
import type { Workspace } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { Hub } from "../../hub.ts";

/** An export to bind from the beginning. */
export interface InitialBinding {
  readonly path: string;
  readonly export: string;
}

interface TypeReference {
  readonly name: string;
  readonly path?: string;
}

interface TypeSpec {
  readonly extend?: { readonly with?: readonly TypeReference[] };
  readonly defaultAPIBindings?: readonly InitialBinding[];
}

/** The type of a workspace as `path:name`. */
export function typeName(type: TypeReference | undefined): string {
  return `${type?.path ?? "root"}:${type?.name ?? "universal"}`;
}

/** What workspaces of this type bind at once, with what the types it extends bind; undefined if one is missing. */
export function initialBindings(
  home: Pick<Hub, "objects" | "resolveCluster">,
  type: NonNullable<Workspace["spec"]>["type"],
): readonly InitialBinding[] | undefined {
  const found = new Map<string, InitialBinding>();
  const waiting: TypeReference[] = [type ?? { name: "universal" }];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(typeName(next))) continue;
    seen.add(typeName(next));
    const spec = specOf(home, next);
    if (spec === undefined) return undefined;
    for (const binding of spec.defaultAPIBindings ?? []) {
      found.set(`${binding.path}|${binding.export}`, binding);
    }
    waiting.push(...spec.extend?.with ?? []);
  }
  return [...found.values()];
}

function specOf(
  home: Pick<Hub, "objects" | "resolveCluster">,
  { name, path = "root" }: TypeReference,
): TypeSpec | undefined {
  const cluster = home.resolveCluster(path);
  const type = cluster === undefined
    ? undefined
    : home.objects.get({ cluster, resource: workspaceTypes, name });
  return type && ((type.spec ?? {}) as TypeSpec);
}

function workspaceType(
  name: string,
  spec: TypeSpec & { defaultChildWorkspaceType: TypeReference },
): KubeObject {
  return { apiVersion: "tenancy.kcp.io/v1alpha1", kind: "WorkspaceType", metadata: { name }, spec };
}

const universal = { name: "universal", path: "root" };

/** The types that root defines. */
export const systemWorkspaceTypes: readonly KubeObject[] = [
  workspaceType("universal", {
    defaultAPIBindings: ["scheduling.kcp.io", "tenancy.kcp.io", "workload.kcp.io"]
      .map((name) => ({ path: "root", export: name })),
    defaultChildWorkspaceType: universal,
  }),
  workspaceType("organization", { extend: { with: [universal] }, defaultChildWorkspaceType: universal }),
  workspaceType("root", {
    extend: { with: [universal] },
    defaultChildWorkspaceType: { name: "organization", path: "root" },
  }),
];
