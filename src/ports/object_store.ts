/**
 * Where an embedded API server keeps its objects: an append-only log of object versions.
 *
 * The server holds the current state and the recent history in memory and reads this store once, when it opens.
 * So a store needs no queries: it must append atomically and durably, forget what compaction dropped, and give
 * everything back in order. @module
 */
import type { KubeObject } from "../kube/object.ts";

/** One version of one object, or its removal. The five parts of the key are "" where they do not apply. */
export interface ObjectVersion {
  /** Unique and growing; what clients see as `resourceVersion`. A safe integer. */
  readonly revision: number;
  /** `groupResourceKey`, such as `deployments.apps`. */
  readonly resource: string;
  /** Logical cluster id. */
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Null when this revision removed the object. */
  readonly object: KubeObject | null;
}

/** What was in the store when it was opened. */
export interface StoredState {
  /** The highest revision ever given out; 0 in a new store. */
  readonly lastRevision: number;
  /**
   * The newest revision of which the store knows. What is between it and `lastRevision` may have been given out and lost,
   * when the end was not clean.
   */
  readonly knownRevision: number;
  /** History up to here may be incomplete. */
  readonly compactedRevision: number;
  /** Ascending by revision. Read it once, before the first `append`. */
  readonly versions: Iterable<ObjectVersion>;
}

export interface ObjectStore {
  load(): StoredState;
  /**
   * All or nothing, and safe from the end of this process when it returns. Revisions must be ascending and above every
   * earlier one.
   */
  append(versions: readonly ObjectVersion[]): void;
  /** Resolves when everything appended so far would also survive a power cut; rejects when that cannot be had. */
  flushed(): Promise<void>;
  /** Drops these versions for good, and remembers that history up to `compactedRevision` is incomplete. */
  forget(revisions: readonly number[], compactedRevision: number): void;
  /** A small value kept beside the objects, or undefined. */
  readMeta(key: string): string | undefined;
  writeMeta(key: string, value: string): void;
  /** Idempotent. */
  close(): void;
}

/** The store cannot be used; the message says what to do. Nothing in it was changed. */
export class ObjectStoreError extends Error {
  override readonly name = "ObjectStoreError";
  readonly reason: "Locked" | "Foreign" | "Corrupt" | "TooNew" | "Unwritable";

  constructor(reason: ObjectStoreError["reason"], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
