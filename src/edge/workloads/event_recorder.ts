/** Events of the simulated cluster: what `kubectl describe` shows at its end. @module */
import { events } from "../../kube/core_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { timestamp } from "../../ports/clock.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Objects } from "../../hub/objects.ts";

export interface EventRecorder {
  /** Says something about an object. The same again raises the count of the event that is there. */
  normal(about: KubeObject, reason: string, message: string): void;
  warning(about: KubeObject, reason: string, message: string): void;
}

/** Remembered events: beyond this many the oldest are forgotten, and would be written as new ones. */
const rememberedMax = 1000;

/** Records into `cluster` ("" in a plain one) as `component`, such as `kubelet`. */
export function createEventRecorder(
  { objects, clock }: { readonly objects: Objects; readonly clock: Clock },
  component: string,
): EventRecorder {
  /** Names of events by what they say. */
  const names = new Map<string, string>();
  let counter = 0;

  function record(type: "Normal" | "Warning", about: KubeObject, reason: string, message: string): void {
    const { namespace = "default", uid = "" } = about.metadata;
    const key = `${uid}|${type}|${reason}|${message}`;
    const place = { cluster: "", resource: events, namespace };
    const name = names.get(key);
    const before = name === undefined ? undefined : objects.get({ ...place, name });
    if (before) repeat(before);
    else remember(key, create(type, about, reason, message));
  }

  function repeat(event: KubeObject): void {
    const { namespace = "", name } = event.metadata;
    const again = { ...event, count: Number(event.count ?? 1) + 1, lastTimestamp: timestamp(clock) };
    objects.update({ cluster: "", resource: events, namespace, name }, again, { manager: component });
  }

  function create(type: string, about: KubeObject, reason: string, message: string): string {
    const { namespace = "default", name: subject, uid, resourceVersion } = about.metadata;
    const now = timestamp(clock);
    const name = `${subject}.${(clock.now() * 1000 + counter++ % 1000).toString(16)}`;
    const { apiVersion, kind } = about;
    const event = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name, namespace },
      involvedObject: {
        apiVersion,
        kind,
        name: subject,
        namespace: about.metadata.namespace,
        uid,
        resourceVersion,
      },
      type,
      reason,
      message,
      source: { component },
      reportingComponent: component,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    };
    // Nobody depends on an event, so one that is refused, as in a terminating namespace, is let be.
    objects.create({ cluster: "", resource: events, namespace }, event, { manager: component });
    return name;
  }

  function remember(key: string, name: string): void {
    if (names.size >= rememberedMax) names.delete(names.keys().next().value!);
    names.set(key, name);
  }

  return {
    normal: (about, reason, message) => record("Normal", about, reason, message),
    warning: (about, reason, message) => record("Warning", about, reason, message),
  };
}
