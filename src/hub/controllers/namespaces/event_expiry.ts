/** Forgets Events after an hour, as kube-apiserver's `--event-ttl` does, so that they do not pile up. @module */
import { events } from "../../../kube/core_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { ObjectAddress } from "../../objects.ts";
import { addressKey, addressOf } from "../machinery/addresses.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { deleteExact } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";
import type { Reconciled } from "../machinery/work_queue.ts";

const lifetimeMs = 3_600_000;

/** Starts the controller. An event's hour begins anew when it is repeated. */
export function createEventExpiry(ports: ControllerPorts): Controller {
  const { hub, clock } = ports;
  const { objects } = hub;
  const queue = createWorkQueue<ObjectAddress>({
    ...ports,
    name: "event-expiry",
    keyOf: addressKey,
    reconcile,
  });

  function reconcile(address: ObjectAddress): Reconciled {
    const event = objects.get(address);
    if (event === undefined) return;
    const left = lastSeen(event) + lifetimeMs - clock.now();
    if (left > 0) return left;
    deleteExact(objects, address, event);
  }

  const observed = objects.observe(events, ({ type, cluster, object }) => {
    if (type === "ADDED") queue.add(addressOf(cluster, events, object));
  });
  for (const { id } of hub.logicalClusters()) {
    for (const event of objects.list({ cluster: id, resource: events })) {
      queue.add(addressOf(id, events, event));
    }
  }
  return together([observed, queue]);
}

/** When the event was seen last, in milliseconds since the epoch; when it was made if it does not say. */
function lastSeen({ metadata, lastTimestamp }: KubeObject): number {
  const seen = typeof lastTimestamp === "string" ? Date.parse(lastTimestamp) : Number.NaN;
  return Number.isNaN(seen) ? Date.parse(metadata.creationTimestamp ?? "") || 0 : seen;
}
