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

/**
 * The key in `WebFiles` that a request target such as `/css/?x=1` asks for; undefined when it cannot be decoded.
 * A directory is its `index.html`. A key is looked up and never resolved, so `..` is a name like any other.
 */
export function webFileName(target: string): string | undefined {
  try {
    const path = decodeURIComponent(target.replace(/[?#].*$/s, ""));
    return path.replace(/^\/+/, "").replace(/(^|\/)$/, "$1index.html");
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
