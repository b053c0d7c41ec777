/** Conditions: a list by type, whose times say when the status last changed (API conventions). @module */
import type { Condition } from "../../../kube/kcp_api.ts";
import { by } from "../../../kube/order.ts";

/** What a controller has to say, without a time. */
export type Finding = Omit<Condition, "lastTransitionTime">;

/**
 * The conditions with these findings in them, sorted by type. A condition whose status stays keeps its time, so
 * that saying the same again changes nothing.
 */
export function withFindings(
  before: readonly Condition[] | undefined,
  findings: readonly Finding[],
  now: string,
): readonly Condition[] {
  const all = new Map((before ?? []).map((condition) => [condition.type, condition]));
  for (const finding of findings) {
    const old = all.get(finding.type);
    const time = old?.status === finding.status ? old.lastTransitionTime ?? now : now;
    all.set(finding.type, { ...finding, lastTransitionTime: time });
  }
  return [...all.values()].sort(by((condition) => condition.type));
}

/** A true condition. */
export function isTrue(type: string): Finding {
  return { type, status: "True" };
}

/** A false condition and why. */
export function isFalse(type: string, reason: string, message: string): Finding {
  return { type, status: "False", severity: "Error", reason, message };
}
