/** One sync of the disk for everybody who waits for one: group commit. @module */

/** Brings what was written to the disk, in the background. */
export type Sync = (done: (error: Error | null) => void) => void;

export class GroupSync {
  readonly #sync: Sync;
  /** The sync under way. It began before whoever asks now wrote, so it does not count for them. */
  #running: Promise<void> | null = null;
  /** The sync after it, which everybody shares who asks in the meantime. */
  #next: Promise<void> | null = null;
  #failure: Error | null = null;

  constructor(sync: Sync) {
    this.#sync = sync;
  }

  /**
   * Resolves when everything written before this call is on the disk. Rejects when it could not be brought there,
   * and ever after: a kernel forgets what it failed to write, and the next sync would succeed without it.
   */
  flushed(): Promise<void> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running.then(() => this.#startNext(), () => this.#startNext());
    return this.#next;
  }

  #startNext(): Promise<void> {
    this.#next = null;
    return this.#start();
  }

  #start(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#running = promise;
    this.#sync((error) => {
      this.#running = null;
      this.#failure ??= error;
      if (this.#failure === null) resolve();
      else reject(this.#failure);
    });
    return promise;
  }
}
