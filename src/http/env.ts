/** What the server hands to each request besides the request itself. @module */

/** Absent fields mean the request did not come over a socket, as in `app.request(…)`. */
export interface ServerBindings {
  /** Node's request: its `url` is the target as it stood on the wire, before any normalisation. */
  readonly incoming?: { readonly url?: string };
  /** Aborted when the server begins to close, so that open streams end first. */
  readonly closing?: AbortSignal;
}

export interface AppEnv {
  readonly Bindings: ServerBindings;
}
