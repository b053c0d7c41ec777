/** The kinds of an ordinary Kubernetes cluster, with Kubernetes' defaults. @module */
import type { KindDefinition } from "../resources/kind_definition.ts";
import { nodeKind, policyKinds } from "./builtin/cluster_kinds.ts";
import { namespaceKind } from "./builtin/namespace_kind.ts";
import { moreWorkloadKinds } from "./builtin/more_workload_kinds.ts";
import { computeKinds } from "./builtin/workload_kinds.ts";
import { withDefaults } from "./defaults/with_defaults.ts";
import { commonKinds } from "./workspace_profile.ts";
import type { ProfileOptions } from "./workspace_profile.ts";

/** Namespaces that nobody may delete (k8s.io/apiserver, NamespaceLifecycle). */
export const immortalNamespaces: readonly string[] = ["default", "kube-public", "kube-system"];

/** For `HubOptions.kinds` of a hub with profile "plain". */
export function plainProfileKinds(options: ProfileOptions = {}): readonly KindDefinition[] {
  return [
    namespaceKind(immortalNamespaces),
    ...commonKinds(options),
    ...[...computeKinds, ...moreWorkloadKinds].map(withDefaults),
    nodeKind,
    ...policyKinds,
  ];
}
