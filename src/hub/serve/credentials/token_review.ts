/** TokenReview: whose token is this (authentication.k8s.io/v1)? @module */
import { valueAt } from "../../json_value.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { TokenAuthenticator } from "./authenticator.ts";

/**
 * Answers for the tokens of ServiceAccounts of the workspace that is asked. The administrator's token is not
 * reviewed: no webhook has business with it. The answer does not repeat the token.
 */
export function answerTokenReview(authenticate: TokenAuthenticator): NonNullable<KindDefinition["answer"]> {
  return ({ cluster }, review) => {
    const { spec: _, ...rest } = review;
    const token = valueAt(review, ["spec", "token"]);
    const caller = typeof token === "string" ? authenticate(token) : undefined;
    const isOurs = caller !== undefined &&
      (cluster === "" || caller.groups.includes(`system:cluster:${cluster}`));
    if (!isOurs) {
      return { ...rest, spec: {}, status: { authenticated: false, user: {}, error: "invalid token" } };
    }
    const { user: username, groups, uid } = caller;
    return { ...rest, spec: {}, status: { authenticated: true, user: { username, groups, uid } } };
  };
}
