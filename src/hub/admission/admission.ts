/** Rules that need to know who writes, asked of every write by a client. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import type { HookContext, KindDefinition } from "../resources/kind_definition.ts";

/** One object about to be created, or changed from `old`. */
export interface AdmittedWrite {
  readonly context: HookContext;
  readonly kind: KindDefinition;
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
}

/** The refusal, or null. */
export type Admission = (write: AdmittedWrite) => KubeError | null;
