/** The shape every Kubernetes API object has, as far as this program relies on it. @module */

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** `metadata`; times are RFC 3339 strings, `resourceVersion` is opaque (API conventions, "Metadata"). */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly unknown[];
}

/** Any API object; fields beyond the three below are the kind's own. Treat every object as immutable. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** A list answer; `items` carry their own apiVersion and kind. */
export interface KubeList<T extends KubeObject = KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly T[];
}

/** The annotation by which kcp tells an object's logical cluster. */
export const clusterAnnotation = "kcp.io/cluster";

/** The logical cluster id an object was read from, or "" on a server without workspaces. */
export function clusterOf(object: { readonly metadata: ObjectMeta }): string {
  return object.metadata.annotations?.[clusterAnnotation] ?? "";
}
