/** What every controller of pods does: looks at its objects and at pods that have them as controllers, and makes and deletes pods. @module */
import { pods } from "../../kube/core_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Gvr } from "../../kube/resource.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { type Controller, together } from "../../hub/controllers/machinery/controller.ts";
import { createWorkQueue, type Reconciled } from "../../hub/controllers/machinery/work_queue.ts";
import { deleteExact, isDeleting, updateStatus, written } from "../../hub/controllers/machinery/writes.ts";
import type { EdgePorts } from "./edge_ports.ts";
import { onlyCluster } from "./only_cluster.ts";
import { controllerOf, isControlledBy, type Pod } from "./workload_types.ts";

interface Owned {
  readonly namespace: string;
  readonly name: string;
}

export interface PodOwnerOptions<Owner> {
  /** As which it writes, such as `statefulset-controller`. */
  readonly manager: string;
  readonly resource: Gvr;
  readonly kind: string;
  /** Brings the pods of an owner that is there and not being deleted to what it says. */
  readonly reconcile: (owner: Owner) => Reconciled;
  /** Resources whose every change concerns every owner, such as Nodes. */
  readonly alsoWatch?: readonly Gvr[];
}

/** Starts a controller of one kind of owner. */
export function createPodOwner<Owner extends KubeObject>(
  ports: EdgePorts,
  { manager, resource, kind, reconcile, alsoWatch = [] }: PodOwnerOptions<Owner>,
): Controller {
  const { objects } = ports.hub;
  const keyOf = ({ namespace, name }: Owned) => `${namespace}/${name}`;
  const queue = createWorkQueue<Owned>({ ...ports, name: manager, keyOf, reconcile: look });

  function look(item: Owned): Reconciled {
    const owner = objects.get({ cluster: onlyCluster, resource, ...item }) as Owner | undefined;
    return owner === undefined || isDeleting(owner) ? undefined : reconcile(owner);
  }

  function add({ metadata: { namespace = "", name } }: Pick<KubeObject, "metadata">): void {
    queue.add({ namespace, name });
  }

  function addAll(): void {
    for (const owner of objects.list({ cluster: onlyCluster, resource })) add(owner);
  }

  const observed = [
    objects.observe(resource, ({ object }) => add(object)),
    objects.observe(pods, ({ object }) => {
      const owner = controllerOf(object);
      if (owner?.kind === kind) add({ metadata: { namespace: object.metadata.namespace, name: owner.name } });
    }),
    ...alsoWatch.map((gvr) => objects.observe(gvr, addAll)),
  ];
  addAll();
  return together([...observed, queue]);
}

/** The pods of one owner, and how they are changed. */
export class OwnedPods {
  readonly #ports: EdgePorts;
  readonly #manager: string;

  constructor(ports: EdgePorts, manager: string) {
    this.#ports = ports;
    this.#manager = manager;
  }

  /** All of them, those that are being deleted too: their names are still taken. */
  of(owner: KubeObject): readonly Pod[] {
    const { namespace } = owner.metadata;
    const all = this.#ports.hub.objects.list({ cluster: onlyCluster, resource: pods, namespace });
    return (all as readonly Pod[]).filter((pod) => isControlledBy(pod, owner));
  }

  create(owner: KubeObject, pod: Pod): void {
    const { namespace } = owner.metadata;
    const at = { cluster: onlyCluster, resource: pods, namespace };
    const made = written(this.#ports.hub.objects.create(at, pod, { manager: this.#manager }));
    this.#ports.events.normal(owner, "SuccessfulCreate", `Created pod: ${made.metadata.name}`);
  }

  delete(owner: KubeObject, pod: Pod): void {
    if (isDeleting(pod)) return;
    deleteExact(this.#ports.hub.objects, addressOf(onlyCluster, pods, pod), pod);
    this.#ports.events.normal(owner, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  report(owner: KubeObject, resource: Gvr, status: unknown): void {
    const { objects } = this.#ports.hub;
    updateStatus(objects, addressOf(onlyCluster, resource, owner), owner, status, this.#manager);
  }
}
