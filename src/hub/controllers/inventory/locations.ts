/** Counts the instances of every Location and repeats its labels (kcp, pkg/reconciler/scheduling/location). @module */
import { locations, syncTargets } from "../../../kube/kcp_api.ts";
import type { Location, SyncTarget } from "../../../kube/kcp_api.ts";
import { byCodeUnit } from "../../../kube/order.ts";
import { matches } from "../../../kube/selector.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, updateStatus, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "location-controller";
/** Annotation: the Location's labels as `k=v k=v`, for the LABELS column. */
export const locationLabelsAnnotation = "scheduling.kcp.io/labels";

/** Starts the controller. */
export function createLocationController(ports: ControllerPorts): Controller {
  const { objects } = ports.hub;
  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });

  function reconcile(item: NameInCluster): void {
    const address = { ...item, resource: locations };
    const location = objects.get(address) as Location | undefined;
    if (location === undefined || isDeleting(location)) return;
    const labels = labelsText(location);
    if ((location.metadata.annotations?.[locationLabelsAnnotation] ?? "") !== labels) {
      const annotations = { ...location.metadata.annotations, [locationLabelsAnnotation]: labels };
      const metadata = { ...location.metadata, annotations };
      written(objects.update(address, { ...location, metadata }, { manager }));
    } else {updateStatus(
        objects,
        address,
        location,
        { ...location.status, ...counts(item, location) },
        manager,
      );}
  }

  function counts({ cluster }: NameInCluster, location: Location) {
    const targets = objects.list({ cluster, resource: syncTargets }) as readonly SyncTarget[];
    const mine = targets.filter((target) => matches(location.spec?.instanceSelector, target.metadata.labels));
    return { instances: mine.length, availableInstances: mine.filter(isAvailable).length };
  }

  /** A SyncTarget counts in every Location of its workspace that selects it, now or before. */
  function addAllIn(cluster: string): void {
    for (const { metadata } of objects.list({ cluster, resource: locations })) {
      queue.add({ cluster, name: metadata.name });
    }
  }

  const observed = [
    objects.observe(locations, ({ type, cluster, object }) => {
      if (type !== "DELETED") queue.add({ cluster, name: object.metadata.name });
    }),
    objects.observe(syncTargets, ({ cluster }) => addAllIn(cluster)),
  ];
  for (const { id } of ports.hub.logicalClusters()) addAllIn(id);
  return together([...observed, queue]);
}

/** Ready and not closed to new work. */
function isAvailable({ spec, status }: SyncTarget): boolean {
  const ready = status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ??
    false;
  return ready && spec?.unschedulable !== true;
}

function labelsText({ metadata: { labels = {} } }: Location): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`).sort(byCodeUnit).join(" ");
}
