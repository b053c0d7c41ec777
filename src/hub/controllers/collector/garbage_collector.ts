/**
 * Deletes what only absent owners hold (pkg/controller/garbagecollector).
 *
 * Owners are compared by UID. An owner is absent when the server itself, asked now, has no object of that UID
 * where the reference says; a kind that is not served proves nothing. @module
 */
import type { KubeObject, OwnerReference } from "../../../kube/object.ts";
import { groupResourceKey } from "../../../kube/resource.ts";
import type { Gvr } from "../../../kube/resource.ts";
import type { Change, ObjectAddress } from "../../objects.ts";
import { addressKey, addressOf } from "../machinery/addresses.ts";
import { storedKinds } from "../machinery/contents.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { deleteExact, isDeleting, withoutFinalizer, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";
import { Dependents, ownersOf } from "./dependents.ts";
import { foregroundFinalizer, orphanFinalizer, ownerState } from "./owners.ts";

const manager = "garbage-collector";

/** Starts the collector over every resource of every cluster. */
export function createGarbageCollector(ports: ControllerPorts): Controller {
  const { hub } = ports;
  const { objects, catalog } = hub;
  const dependents = new Dependents();
  /** Owners that wait with a finalizer of ours, by UID. */
  const waiting = new Map<string, ObjectAddress>();
  /** Objects with an owner of a kind that is not served; looked at again when their cluster serves more. */
  const puzzles = new Map<string, ObjectAddress>();
  const queue = createWorkQueue<ObjectAddress>({ ...ports, name: manager, keyOf: addressKey, reconcile });

  function reconcile(address: ObjectAddress): void {
    const object = objects.get(address);
    if (object === undefined) return;
    const finalizers = object.metadata.finalizers ?? [];
    if (isDeleting(object) && finalizers.includes(orphanFinalizer)) orphanDependents(address, object);
    else if (isDeleting(object) && finalizers.includes(foregroundFinalizer)) awaitDependents(address, object);
    else if (!isDeleting(object)) collect(address, object);
  }

  function collect(address: ObjectAddress, object: KubeObject): void {
    const references = object.metadata.ownerReferences ?? [];
    if (references.length === 0) return;
    const states = references.map((reference) => ownerState(hub, address.cluster, object, reference));
    if (states.includes("unknown")) {
      puzzles.set(addressKey(address), address);
      return;
    }
    if (states.includes("solid")) {
      forget(address, object, references.filter((_, index) => states[index] === "solid"));
    } else if (states.includes("waiting") && dependents.of(object.metadata.uid!).length > 0) {
      deleteExact(objects, address, object, { propagationPolicy: "Foreground" });
    } else {
      deleteExact(objects, address, object, { propagationPolicy: policyOf(object) });
    }
  }

  /** A finalizer that somebody put there before the deletion says how to delete. */
  function policyOf({ metadata: { finalizers = [] } }: KubeObject) {
    if (finalizers.includes(orphanFinalizer)) return "Orphan";
    return finalizers.includes(foregroundFinalizer) ? "Foreground" : "Background";
  }

  /** Writes the object with only these owners, if it has others. */
  function forget(address: ObjectAddress, object: KubeObject, kept: readonly OwnerReference[]): void {
    const { ownerReferences: before = [], ...metadata } = object.metadata;
    if (kept.length === before.length) return;
    const references = kept.length > 0 ? { ownerReferences: kept } : {};
    written(objects.update(address, { ...object, metadata: { ...metadata, ...references } }, { manager }));
  }

  function orphanDependents(address: ObjectAddress, owner: KubeObject): void {
    for (const each of dependents.of(owner.metadata.uid!)) {
      const object = objects.get(each);
      const references = object?.metadata.ownerReferences ?? [];
      if (object) forget(each, object, references.filter(({ uid }) => uid !== owner.metadata.uid));
    }
    written(objects.update(address, withoutFinalizer(owner, orphanFinalizer), { manager }));
  }

  function awaitDependents(address: ObjectAddress, owner: KubeObject): void {
    const theirs = dependents.of(owner.metadata.uid!);
    if (theirs.some((each) => isBlocking(objects.get(each), owner.metadata.uid!))) {
      for (const each of theirs) queue.add(each);
    } else {
      written(objects.update(address, withoutFinalizer(owner, foregroundFinalizer), { manager }));
    }
  }

  function observe(change: Change): void {
    const { type, cluster, object, previous } = change;
    const address = addressOf(cluster, gvrOf(change), object);
    const now = type === "DELETED" ? undefined : object;
    dependents.change(address, previous ?? object, now);
    remember(address, now, object.metadata.uid!);
    // An owner that waits for this object may have waited long enough.
    for (const owner of ownersOf(previous ?? object)) {
      const place = waiting.get(owner);
      if (place) queue.add(place);
    }
    if (now === undefined) { for (const each of dependents.of(object.metadata.uid!)) queue.add(each); }
    else if (ownersOf(now).length > 0) queue.add(address);
  }

  function remember(address: ObjectAddress, object: KubeObject | undefined, uid: string): void {
    const finalizers = object && isDeleting(object) ? object.metadata.finalizers ?? [] : [];
    if (finalizers.includes(foregroundFinalizer) || finalizers.includes(orphanFinalizer)) {
      waiting.set(uid, address);
      queue.add(address);
    } else waiting.delete(uid);
  }

  /** The resource at its stored version; at the object's own where the catalog has forgotten the kind. */
  function gvrOf({ cluster, resource: { group, resource }, object }: Change): Gvr {
    const version = catalog.stored(cluster, group, resource)?.version ?? object.apiVersion.split("/").at(-1)!;
    return { group, version, resource };
  }

  const scanned = new Set<string>();
  /** Takes in what was stored before this collector began, or before its kind was known. */
  function scan(cluster: string): void {
    for (const [key, address] of puzzles) {
      if (address.cluster !== cluster) continue;
      puzzles.delete(key);
      queue.add(address);
    }
    for (const kind of storedKinds(catalog, cluster)) {
      const key = `${cluster}|${groupResourceKey(kind)}`;
      if (scanned.has(key)) continue;
      scanned.add(key);
      for (const object of objects.list({ cluster, resource: kind })) {
        const address = addressOf(cluster, kind, object);
        dependents.change(address, undefined, object);
        remember(address, object, object.metadata.uid!);
        if (ownersOf(object).length > 0) queue.add(address);
      }
    }
  }

  const everything = objects.observe("*", observe);
  catalog.onChange(scan);
  for (const { id } of hub.logicalClusters()) scan(id);
  return together([everything, queue]);
}

/** Whether a dependent keeps this owner from going (OwnerReference.blockOwnerDeletion). */
function isBlocking(object: KubeObject | undefined, owner: string): boolean {
  const references = object?.metadata.ownerReferences ?? [];
  return references.some(({ uid, blockOwnerDeletion }) => uid === owner && blockOwnerDeletion === true);
}
