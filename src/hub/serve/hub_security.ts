/** Who may do what on a served hub, and the tokens of its ServiceAccounts, put together once for both profiles. @module */
import { exportAccessRequest } from "./virtual/export_access_request.ts";
import { refuseEscalation } from "../admission/escalation.ts";
import type { Admission } from "../admission/admission.ts";
import type { Authorizer } from "../authorize/authorizer.ts";
import { rbacAuthorizer } from "../authorize/rbac_authorizer.ts";
import { reviewAnswers } from "../authorize/review_answers.ts";
import type { Hub, Profile } from "../hub.ts";
import { systemExports } from "../kinds/exports/system_exports.ts";
import type { MayBind } from "../kinds/kcp/api_binding_kind.ts";
import type { ProfileOptions } from "../kinds/workspace_profile.ts";
import type { Clock } from "../../ports/clock.ts";
import { livingUid } from "./credentials/living_account.ts";
import {
  createServiceAccountTokens,
  type ServiceAccountTokens,
} from "./credentials/service_account_tokens.ts";
import { answerTokenRequest } from "./credentials/token_request.ts";
import { answerTokenReview } from "./credentials/token_review.ts";

/** The parts go into `HubOptions`, `ServeOptions` and the profile's kinds. */
export interface HubSecurity {
  readonly authorize: Authorizer;
  readonly admission: readonly Admission[];
  readonly kinds: ProfileOptions;
  readonly tokens: ServiceAccountTokens;
}

export interface HubSecurityOptions {
  readonly profile: Profile;
  /** Keeps the key that signs tokens, in the folder `pki`. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** Asked for late: the hub is made from what this gives. */
  readonly hub: () => Pick<Hub, "objects" | "resolveCluster">;
}

/** RBAC, reviews, token requests and the right to bind. Throws when the key file cannot be read. */
export function createHubSecurity({ profile, dataDir, clock, hub }: HubSecurityOptions): HubSecurity {
  const objects = () => hub().objects;
  const authorize = rbacAuthorizer(objects, profile === "plain" ? "open" : "accessNeeded");
  const tokens = createServiceAccountTokens({
    dataDir,
    clock,
    uidOf: (account) => livingUid(objects(), account),
  });
  const reviews = {
    ...reviewAnswers(() => authorize, objects),
    TokenReview: answerTokenReview(tokens.authenticate),
  };
  const serviceAccountToken = answerTokenRequest(tokens, clock);
  return {
    authorize,
    admission: [refuseEscalation(() => authorize, objects)],
    kinds: { reviews, serviceAccountToken, mayBind: mayBindAt(hub, rbacAuthorizer(objects, "open")) },
    tokens,
  };
}

/** What the system exports is for everybody; other exports need the verb `bind` where they stand (kcp, "APIBinding"). */
function mayBindAt(hub: HubSecurityOptions["hub"], authorize: Authorizer): MayBind {
  return (caller, path, name) => {
    const cluster = hub().resolveCluster(path);
    const isSystem = systemExports.some((known) =>
      known.name === name && hub().resolveCluster(known.path) === cluster
    );
    if (cluster !== undefined && isSystem) return true;
    return authorize(exportAccessRequest({ caller, verb: "bind", cluster: cluster ?? path, name })).allowed;
  };
}
