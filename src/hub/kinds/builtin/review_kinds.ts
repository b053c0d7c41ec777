/** Kinds that are answered and never stored: who am I, and what may I do. @module */
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { kindsOfGroup } from "./builtin_kind.ts";

/** Answers to reviews, by kind; the authorizer's and authenticator's business. */
export interface ReviewAnswers {
  readonly LocalSubjectAccessReview?: KindDefinition["answer"];
  readonly SelfSubjectAccessReview?: KindDefinition["answer"];
  readonly SelfSubjectReview?: KindDefinition["answer"];
  readonly SelfSubjectRulesReview?: KindDefinition["answer"];
  readonly SubjectAccessReview?: KindDefinition["answer"];
  readonly TokenReview?: KindDefinition["answer"];
}

const authorization = kindsOfGroup("authorization.k8s.io", "v1");
const authentication = kindsOfGroup("authentication.k8s.io", "v1");

const reviews: readonly KindDefinition[] = [
  authorization({
    kind: "LocalSubjectAccessReview",
    resource: "localsubjectaccessreviews",
    namespaced: true,
  }),
  authorization({ kind: "SelfSubjectAccessReview", resource: "selfsubjectaccessreviews", namespaced: false }),
  authorization({ kind: "SelfSubjectRulesReview", resource: "selfsubjectrulesreviews", namespaced: false }),
  authorization({ kind: "SubjectAccessReview", resource: "subjectaccessreviews", namespaced: false }),
  authentication({ kind: "SelfSubjectReview", resource: "selfsubjectreviews", namespaced: false }),
  authentication({ kind: "TokenReview", resource: "tokenreviews", namespaced: false }),
];

/** The review kinds that have an answer; the others are not served. */
export function reviewKinds(answers: ReviewAnswers): readonly KindDefinition[] {
  return reviews.flatMap((kind) => {
    const answer = answers[kind.kind as keyof ReviewAnswers];
    return answer ? [{ ...kind, verbs: ["create"], generation: "none" as const, answer }] : [];
  });
}
