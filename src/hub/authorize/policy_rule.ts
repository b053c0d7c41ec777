/** What a rule of RBAC allows (rbac/v1 PolicyRule; k8s.io/kubernetes `pkg/registry/rbac/validation`). @module */
import { own } from "../json_value.ts";
import type { AccessRequest } from "./authorizer.ts";

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  /** `pods`, `pods/log`, a star with a subresource behind a slash, or a star alone. */
  readonly resources?: readonly string[];
  /** Empty means every name. */
  readonly resourceNames?: readonly string[];
  /** A path, or the beginning of paths and a star. */
  readonly nonResourceURLs?: readonly string[];
}

/** Whether the rule allows what is asked. */
export function allows(rule: PolicyRule, request: AccessRequest): boolean {
  if (!includes(rule.verbs, request.verb)) return false;
  if (request.path !== undefined) return includesPath(rule.nonResourceURLs ?? [], request.path);
  return includes(rule.apiGroups ?? [], request.group) &&
    includesResource(rule.resources ?? [], request.resource, request.subresource) &&
    includesName(rule.resourceNames ?? [], request.name);
}

function includes(allowed: readonly string[], asked: string): boolean {
  return allowed.includes("*") || allowed.includes(asked);
}

function includesResource(
  allowed: readonly string[],
  resource: string,
  subresource: string | undefined,
): boolean {
  if (subresource === undefined) return includes(allowed, resource);
  return includes(allowed, `${resource}/${subresource}`) || allowed.includes(`*/${subresource}`);
}

function includesName(allowed: readonly string[], name: string | undefined): boolean {
  return allowed.length === 0 || (name !== undefined && allowed.includes(name));
}

function includesPath(allowed: readonly string[], path: string): boolean {
  return allowed.some((pattern) =>
    pattern === path || (pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1)))
  );
}

/** The rules of a Role or ClusterRole object; what is not a list of strings is nothing. */
export function rulesOf(role: unknown): readonly PolicyRule[] {
  const rules = own(role, "rules");
  return (Array.isArray(rules) ? rules : []).map((rule) => ({
    verbs: textsAt(rule, "verbs"),
    apiGroups: textsAt(rule, "apiGroups"),
    resources: textsAt(rule, "resources"),
    resourceNames: textsAt(rule, "resourceNames"),
    nonResourceURLs: textsAt(rule, "nonResourceURLs"),
  }));
}

function textsAt(rule: unknown, field: string): readonly string[] {
  const texts = own(rule, field);
  return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
}

/** The rule in its parts, each with one of everything: what escalation is checked by. */
export function partsOf(rule: PolicyRule): readonly PolicyRule[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const names = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
  return verbs.flatMap((verb) => [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name) => ({
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          resourceNames: name,
        }))
      )
    ),
    ...nonResourceURLs.map((url) => ({ verbs: [verb], nonResourceURLs: [url] })),
  ]);
}

/** How many parts a rule has, without making them: a hostile rule has billions. */
export function partCount(
  { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule,
): number {
  const names = Math.max(1, resourceNames?.length ?? 0);
  const ofResources = (apiGroups?.length ?? 0) * (resources?.length ?? 0) * names;
  return verbs.length * (ofResources + (nonResourceURLs?.length ?? 0));
}

/** Whether `owned` allows everything that one part of a rule allows. */
export function covers(owned: PolicyRule, part: PolicyRule): boolean {
  const all = (allowed: readonly string[] = [], asked: readonly string[] = []) =>
    asked.every((text) => includes(allowed, text));
  if (!all(owned.verbs, part.verbs)) return false;
  if (part.nonResourceURLs !== undefined) {
    return part.nonResourceURLs.every((url) => includesPath(owned.nonResourceURLs ?? [], url));
  }
  const isAnyName = (owned.resourceNames ?? []).length === 0;
  const isNamed = (part.resourceNames ?? []).length > 0;
  return all(owned.apiGroups, part.apiGroups) &&
    (part.resources ?? []).every((text) => coversResource(owned, text)) &&
    (isAnyName || (isNamed && all(owned.resourceNames, part.resourceNames)));
}

function coversResource({ resources = [] }: PolicyRule, asked: string): boolean {
  const slash = asked.indexOf("/");
  return includes(resources, asked) || (slash > 0 && resources.includes(`*${asked.slice(slash)}`));
}
