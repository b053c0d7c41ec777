/** The kinds every workspace serves without any binding (kcp v0.11, "built-in APIs"). @module */
import type { KindDefinition, SubresourceHandler } from "../resources/kind_definition.ts";
import {
  customResourceDefinitionKind,
  eventKind,
  eventsGroupKind,
  leaseKind,
  limitRangeKind,
  resourceQuotaKind,
  serviceAccountKind,
} from "./builtin/core_kinds.ts";
import { namespaceKind } from "./builtin/namespace_kind.ts";
import { rbacKinds } from "./builtin/rbac_kinds.ts";
import { reviewKinds } from "./builtin/review_kinds.ts";
import type { ReviewAnswers } from "./builtin/review_kinds.ts";
import { configMapKind, secretKind } from "./builtin/secret_kind.ts";
import { apisKinds } from "./kcp/apis_kinds.ts";
import type { MayBind } from "./kcp/api_binding_kind.ts";

/** What authentication and authorisation add to the kinds; what is absent is not served. */
export interface ProfileOptions {
  readonly reviews?: ReviewAnswers;
  readonly serviceAccountToken?: SubresourceHandler;
  /** Default: everybody may bind every export. */
  readonly mayBind?: MayBind;
}

/** The kinds both profiles have. */
export function commonKinds(
  { reviews = {}, serviceAccountToken }: ProfileOptions,
): readonly KindDefinition[] {
  return [
    configMapKind,
    customResourceDefinitionKind,
    eventKind,
    eventsGroupKind,
    leaseKind,
    limitRangeKind,
    resourceQuotaKind,
    secretKind,
    serviceAccountKind(serviceAccountToken),
    ...rbacKinds,
    ...reviewKinds(reviews),
  ];
}

/** For `HubOptions.kinds` of a hub with profile "workspaces". */
export function workspaceProfileKinds(options: ProfileOptions = {}): readonly KindDefinition[] {
  return [namespaceKind([]), ...commonKinds(options), ...apisKinds(options.mayBind)];
}
