/** The objects of an embedded server, for the controllers that live inside it: no authorisation. @module */
import type { KubeObject } from "../kube/object.ts";
import type { GroupResource, Gvr } from "../kube/resource.ts";
import type { ApiAnswer, WatchHandle } from "../ports/cluster_api.ts";

/** A collection: of one namespace, or of a whole cluster; cluster "*" is every cluster. */
export interface CollectionAddress {
  readonly cluster: string;
  readonly resource: Gvr;
  readonly namespace?: string;
}

export interface ObjectAddress extends CollectionAddress {
  readonly name: string;
}

/** One committed change. `object` is the last state for DELETED, at the revision of the deletion. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly revision: number;
  readonly cluster: string;
  readonly resource: GroupResource;
  readonly object: KubeObject;
  /** The state before; undefined for ADDED. */
  readonly previous: KubeObject | undefined;
}

export interface WriteOptions {
  /** Field manager; default "hub". */
  readonly manager?: string;
  readonly subresource?: string;
}

export interface DeleteOptions {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly gracePeriodSeconds?: number;
}

/**
 * Reads are of the committed state, by reference: never change what you get. Writes run through the same
 * validation as everybody's, but may also write where no logical cluster exists yet, into a namespace that is
 * terminating, and status together with spec on create.
 */
export interface Objects {
  get(address: ObjectAddress): KubeObject | undefined;
  /** Sorted by cluster, namespace and name. */
  list(address: CollectionAddress): readonly KubeObject[];
  create(address: CollectionAddress, object: KubeObject, options?: WriteOptions): ApiAnswer<KubeObject>;
  /** Refused with 409 unless the object's resourceVersion is current or absent. */
  update(address: ObjectAddress, object: KubeObject, options?: WriteOptions): ApiAnswer<KubeObject>;
  delete(address: ObjectAddress, options?: DeleteOptions): ApiAnswer<KubeObject>;
  /**
   * Every change committed from now on, in order, after its transaction, never from inside a write by the same
   * observer: changes are queued until the running callback returns. A callback that throws is logged.
   */
  observe(resource: GroupResource | "*", callback: (change: Change) => void): WatchHandle;
}
