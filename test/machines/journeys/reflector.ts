/** Examples of every event of a reflector. @module */
import { configMaps } from "../../../src/kube/core_api.ts";
import type { View } from "../../../src/machines/addresses.ts";
import type {
  ReflectorContext,
  ReflectorEvent,
  ReflectorInput,
} from "../../../src/machines/reflector/context.ts";
import { reflectorMachine } from "../../../src/machines/reflector/reflector.ts";
import type { Refusal } from "../../../src/machines/reflector/refusal.ts";
import { type Examples, listOf } from "../examples.ts";
import type { Journey } from "../walk.ts";

export const view: View = { source: "hub", cluster: "c1", gvr: configMaps, selector: "" };
export const reflectorInput: ReflectorInput = { view, gate: "inventory" };

export function refusal(status: number, reason: string, retryAfterMs = 0): Refusal {
  return { status, reason, message: `it is ${reason}`, retryAfterMs };
}

export const reflector: Examples<ReflectorEvent> = {
  "subscriber.joined": [
    { type: "subscriber.joined", view, subscriber: "workload/c1", as: "object" },
    { type: "subscriber.joined", view, subscriber: "workload/c2", as: "object" },
  ],
  "subscriber.left": [{ type: "subscriber.left", view, subscriber: "workload/c1" }],
  "list.completed": [{ type: "list.completed", resourceVersion: "10" }],
  "list.refused": [
    { type: "list.refused", ...refusal(503, "ServiceUnavailable") },
    { type: "list.refused", ...refusal(404, "NotFound") },
  ],
  "watch.opened": [{ type: "watch.opened" }],
  "watch.progressed": [{ type: "watch.progressed", resourceVersion: "11" }],
  "watch.ended": [{ type: "watch.ended" }],
  "watch.refused": [
    { type: "watch.refused", ...refusal(410, "Expired") },
    { type: "watch.refused", ...refusal(0, "Unreachable") },
    { type: "watch.refused", ...refusal(404, "NotFound") },
    {
      type: "watch.refused",
      ...refusal(504, "Timeout"),
      message: "Timeout: Too large resource version: 90, current: 80",
    },
  ],
  "confirm.requested": [
    { type: "confirm.requested", asker: "mailbox/m1" },
    { type: "confirm.requested", asker: "mailbox/m2" },
  ],
  "look.completed": [{ type: "look.completed", resourceVersion: "12" }],
  "look.refused": [{ type: "look.refused", ...refusal(429, "TooManyRequests", 5_000) }],
  "look.due": [{ type: "look.due" }],
  "retry.due": [{ type: "retry.due" }],
  "apis.changed": [{ type: "apis.changed" }],
  "freshness.due": [{ type: "freshness.due" }],
  "linger.due": [{ type: "linger.due" }],
};

export const reflectorJourney: Journey = {
  machine: reflectorMachine,
  input: reflectorInput,
  events: listOf(reflector),
  starts: [[
    reflector["list.completed"][0]!,
    reflector["watch.refused"][0]!,
    reflector["list.completed"][0]!,
  ]],
  about: ({ subscribers, heard, expiries }: ReflectorContext) =>
    [Object.keys(subscribers).length, heard, expiries > 0].join(" "),
};
