/** Answers to the reviews of authorization.k8s.io and authentication.k8s.io: may I, may they, who am I. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { Caller } from "../../ports/api_backend.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { isRecord, own, valueAt } from "../json_value.ts";
import type { HookContext, KindDefinition } from "../resources/kind_definition.ts";
import type { AccessRequest, Authorizer } from "./authorizer.ts";
import { type RoleSource, rulesFor } from "./caller_rules.ts";

/** What the kinds of reviews are given, by kind. */
export interface ReviewAnswersByKind {
  readonly SelfSubjectAccessReview: NonNullable<KindDefinition["answer"]>;
  readonly SubjectAccessReview: NonNullable<KindDefinition["answer"]>;
  readonly LocalSubjectAccessReview: NonNullable<KindDefinition["answer"]>;
  readonly SelfSubjectRulesReview: NonNullable<KindDefinition["answer"]>;
  readonly SelfSubjectReview: NonNullable<KindDefinition["answer"]>;
}

/** Both are asked for late, because the server needs its kinds before it has them. */
export function reviewAnswers(authorize: () => Authorizer, source: () => RoleSource): ReviewAnswersByKind {
  const accessOf = (caller: (context: HookContext, review: KubeObject) => Caller) => {
    return (context: HookContext, review: KubeObject) =>
      answerAccess(authorize(), context, review, caller(context, review));
  };
  return {
    SelfSubjectAccessReview: accessOf(({ caller }) => caller),
    SubjectAccessReview: accessOf((_context, review) => callerIn(review)),
    LocalSubjectAccessReview: accessOf((_context, review) => callerIn(review)),
    SelfSubjectRulesReview: (context, review) => answerRules(source(), context, review),
    SelfSubjectReview: ({ caller }, review) => withStatus(review, { userInfo: userInfo(caller) }),
  };
}

function withStatus(review: KubeObject, status: unknown): KubeObject {
  return { ...review, status };
}

function userInfo({ user, groups, uid }: Caller): object {
  return { username: user, groups, ...(uid === undefined ? {} : { uid }) };
}

function callerIn(review: KubeObject): Caller {
  const groups = valueAt(review, ["spec", "groups"]);
  return {
    user: textAt(review["spec"], "user"),
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [],
  };
}

function answerAccess(
  authorize: Authorizer,
  { cluster }: HookContext,
  review: KubeObject,
  caller: Caller,
): KubeObject | KubeError {
  const request = accessRequestIn(review, caller, cluster);
  if (request === null) {
    return new KubeError(400, "BadRequest", "spec must have resourceAttributes or nonResourceAttributes");
  }
  const { allowed, reason } = authorize(request);
  return withStatus(review, { allowed, reason });
}

function accessRequestIn(review: KubeObject, caller: Caller, cluster: string): AccessRequest | null {
  const resource = valueAt(review, ["spec", "resourceAttributes"]);
  if (isRecord(resource)) return resourceRequest(resource, caller, cluster, review.metadata.namespace);
  const path = valueAt(review, ["spec", "nonResourceAttributes"]);
  if (!isRecord(path)) return null;
  const verb = textAt(path, "verb");
  return { caller, cluster, verb, group: "", version: "", resource: "", path: textAt(path, "path") };
}

/** A local review is of its own namespace, whatever it says. */
function resourceRequest(
  attributes: unknown,
  caller: Caller,
  cluster: string,
  local: string | undefined,
): AccessRequest {
  return {
    caller,
    cluster,
    verb: textAt(attributes, "verb"),
    group: textAt(attributes, "group"),
    version: textAt(attributes, "version"),
    resource: textAt(attributes, "resource"),
    subresource: textAt(attributes, "subresource") || undefined,
    namespace: local ?? (textAt(attributes, "namespace") || undefined),
    name: textAt(attributes, "name") || undefined,
  };
}

function answerRules(source: RoleSource, { cluster, caller }: HookContext, review: KubeObject): KubeObject {
  const namespace = textAt(review["spec"], "namespace") || undefined;
  const rules = [...rulesFor(source, caller, cluster, namespace)].map(({ rule }) => rule);
  const resourceRules = rules.filter(({ resources = [] }) => resources.length > 0);
  const nonResourceRules = rules.filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0);
  return withStatus(review, { resourceRules, nonResourceRules, incomplete: false });
}

function textAt(record: unknown, field: string): string {
  const value = own(record, field);
  return typeof value === "string" ? value : "";
}
