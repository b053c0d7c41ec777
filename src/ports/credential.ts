/** The credential by which this process enters a server, as far as those may know of it who must not see it. @module */
import type { KubeError } from "./kube_error.ts";

export interface CredentialLife {
  /** Milliseconds since the epoch. */
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

export interface Credential {
  /** Null when there is nothing to renew, because it is no token or it does not expire. */
  life(): CredentialLife | null;
  /** Gets a new one from the server that the old one opens, keeps it, and uses it from then on. */
  renew(done: (refusal: KubeError | null) => void): void;
}
