/** Serving files to the machine's browsers on a port, for the simulated node's web servers. @module */

/** Paths relative to the document root, such as `index.html` or `css/site.css`, and what they hold. */
export type WebFiles = ReadonlyMap<string, string | Uint8Array>;

export interface WebHandle {
  /** Serves these files instead, from the next request on. */
  update(files: WebFiles): void;
  /** Frees the port. Idempotent. */
  close(): void;
}

export interface WebPort {
  /**
   * Serves files on a loopback port. `answer` is called once, perhaps before this returns: with null when the
   * port is open, or with a sentence saying why it cannot be had. After a refusal the handle does nothing.
   */
  serve(port: number, files: WebFiles, answer: (problem: string | null) => void): WebHandle;
}
