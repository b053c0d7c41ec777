/** The token of a ServiceAccount as a credential that can renew itself (TokenRequest, KEP-1205). @module */
import { serviceAccounts } from "../../kube/core_api.ts";
import { syncerTokenSeconds } from "../../kube/syncer_access.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Credential } from "../../ports/credential.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { claimsOf, type HeldToken } from "./held_token.ts";

/** `api` must open the ServiceAccount's own cluster with the held token. */
export function createServiceAccountCredential(api: ClusterApi, held: HeldToken): Credential {
  return {
    life: () => claimsOf(held.current),
    renew(done) {
      const account = claimsOf(held.current);
      if (account === null) return done(new KubeError(0, "Unknown", "there is no token to renew"));
      const { namespace, name } = account;
      const spec = { expirationSeconds: syncerTokenSeconds };
      const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
      const at = { cluster: "", resource: serviceAccounts, subresource: "token", namespace, name };
      api.call({ ...at, verb: "create", body }, (answer) => {
        if (!answer.ok) return done(answer.error);
        const { token } = (answer.body as { status?: { token?: unknown } }).status ?? {};
        if (typeof token !== "string") return done(new KubeError(0, "Unknown", "the answer holds no token"));
        done(kept(held, token));
      });
    },
  };
}

/** A disk that is full must not end the syncer: the old token is good for a while yet. */
function kept(held: HeldToken, token: string): KubeError | null {
  try {
    held.replace(token);
    return null;
  } catch (cause) {
    return new KubeError(0, "Unknown", `the token cannot be kept: ${(cause as Error).message}`, {}, cause);
  }
}
