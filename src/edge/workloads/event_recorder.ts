/** Events of the simulated cluster: what `kubectl describe` shows at its end. @module */
import { events } from "../../kube/core_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { timestamp } from "../../ports/clock.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { CollectionAddress, Objects } from "../../hub/objects.ts";
import type { ApiAnswer } from "../../ports/cluster_api.ts";
import { onlyCluster } from "./only_cluster.ts";

export interface EventRecorder {
  /** Says something about an object. The same again raises the count of the event that is there. */
  normal(about: KubeObject, reason: string, message: string): void;
  warning(about: KubeObject, reason: string, message: string): void;
}

/** Remembered events: beyond this many the oldest are forgotten, and would be written as new ones. */
const rememberedMax = 1000;

/** Records as `component`, such as `kubelet`. */
export function createEventRecorder(
  { objects, clock, log }: { readonly objects: Objects; readonly clock: Clock; readonly log: Log },
  component: string,
): EventRecorder {
  /** Names of events by what they say. */
  const names = new Map<string, string>();

  function record(type: "Normal" | "Warning", about: KubeObject, reason: string, message: string): void {
    const { namespace = "default", uid = "" } = about.metadata;
    const key = `${uid}|${type}|${reason}|${message}`;
    const place = { cluster: onlyCluster, resource: events, namespace };
    const name = names.get(key);
    const before = name === undefined ? undefined : objects.get({ ...place, name });
    if (before) repeat(before);
    else remember(key, create(type, about, reason, message));
  }

  function repeat(event: KubeObject): void {
    const { namespace = "", name } = event.metadata;
    const again = { ...event, count: Number(event.count ?? 1) + 1, lastTimestamp: timestamp(clock) };
    said(
      objects.update({ cluster: onlyCluster, resource: events, namespace, name }, again, {
        manager: component,
      }),
    );
  }

  function create(type: string, about: KubeObject, reason: string, message: string): string {
    const { namespace = "default", name: subject, uid, resourceVersion } = about.metadata;
    const now = timestamp(clock);
    const place = { cluster: onlyCluster, resource: events, namespace };
    const name = freeName(place, subject);
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
    said(objects.create(place, event, { manager: component }));
    return name;
  }

  /** The subject's name and the time in microseconds, as client-go names events; the next one if that is taken. */
  function freeName(place: CollectionAddress, subject: string): string {
    for (let micros = clock.now() * 1000;; micros++) {
      const name = `${subject}.${micros.toString(16)}`;
      if (objects.get({ ...place, name }) === undefined) return name;
    }
  }

  /** Nobody depends on an event, so one that is refused is only logged. */
  function said(answer: ApiAnswer<KubeObject>): void {
    if (!answer.ok) log.warn({ component, error: answer.error.message }, "event refused");
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
