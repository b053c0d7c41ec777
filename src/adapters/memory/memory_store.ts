/** An object store that lives as long as the process: for tests, simulation and embedded edge clusters. @module */
import type { ObjectStore, ObjectVersion, StoredState } from "../../ports/object_store.ts";

/** A new, empty store. A closed one can be loaded again, so tests can restart a server on it. */
export function createMemoryStore(): ObjectStore {
  return new MemoryStore();
}

class MemoryStore implements ObjectStore {
  readonly #versions = new Map<number, ObjectVersion>();
  readonly #meta = new Map<string, string>();
  #lastRevision = 0;
  #compactedRevision = 0;

  load(): StoredState {
    return {
      lastRevision: this.#lastRevision,
      knownRevision: this.#lastRevision,
      compactedRevision: this.#compactedRevision,
      versions: [...this.#versions.values()],
    };
  }

  append(versions: readonly ObjectVersion[]): void {
    for (const version of versions) this.#versions.set(version.revision, version);
    this.#lastRevision = versions.at(-1)?.revision ?? this.#lastRevision;
  }

  flushed(): Promise<void> {
    return Promise.resolve();
  }

  forget(revisions: readonly number[], compactedRevision: number): void {
    for (const revision of revisions) this.#versions.delete(revision);
    this.#compactedRevision = compactedRevision;
  }

  readMeta(key: string): string | undefined {
    return this.#meta.get(key);
  }

  writeMeta(key: string, value: string): void {
    this.#meta.set(key, value);
  }

  close(): void {
    // Nothing is held open.
  }
}
