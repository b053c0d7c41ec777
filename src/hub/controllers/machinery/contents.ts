/** Emptying a namespace, a logical cluster, or a resource. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { Catalog } from "../../resources/catalog.ts";
import { allVerbs } from "../../resources/kind_definition.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { CollectionAddress, Objects } from "../../objects.ts";
import { addressOf } from "./addresses.ts";
import { deleteExact, isDeleting } from "./writes.ts";

/** Every stored resource of a cluster, at its stored version: what discovery knows, without reviews. */
export function storedKinds(catalog: Catalog, cluster: string): readonly KindDefinition[] {
  return catalog.list(cluster).filter((kind) =>
    kind.answer === undefined && (kind.storageVersion ?? kind.version) === kind.version
  );
}

/** Whether clients may delete objects of this kind. */
export function isDeletable({ verbs = allVerbs }: KindDefinition): boolean {
  return verbs.includes("delete");
}

/**
 * Asks for the deletion of everything in a collection and answers with what is still there afterwards, because
 * it is held by a finalizer or a grace period. Zero seconds of grace: nobody waits for the contents of the dead.
 */
export function emptyCollection(objects: Objects, collection: CollectionAddress): readonly KubeObject[] {
  for (const object of objects.list(collection)) {
    if (isDeleting(object)) continue;
    deleteExact(objects, addressOf(collection.cluster, collection.resource, object), object);
  }
  return objects.list(collection);
}
