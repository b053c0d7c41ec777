/**
 * The mark by which we know what we made (S3): a code that only the holder of the key can write, and only for this one object in this
 * one place. A label can be copied or typed by anybody; a mark that was copied to another name, namespace or cluster is not valid there.
 *
 * It is written with the object itself, in the same request, so no crash can leave an object without its record. @module
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import { markAnnotation } from "../../kube/edge_api.ts";
import { objectKey } from "../../kube/facts.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Gvr } from "../../kube/resource.ts";

export { markAnnotation };

/** One object in one place: the server (`hub`, `edge:<name>`), the logical cluster there, and who it is. */
export interface MarkedPlace {
  readonly source: string;
  readonly cluster: string;
  readonly gvr: Gvr;
  /** "" for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

export interface Marker {
  markFor(place: MarkedPlace): string;
  /** Whether the object that is in this place carries the mark of this place. */
  isOurs(place: MarkedPlace, object: KubeObject): boolean;
}

/** `key` is secret and lasts as long as what was made with it: without it, nothing is ours any more, and nothing is touched. */
export function createMarker(key: string): Marker {
  const markFor = (place: MarkedPlace): string => {
    const { source, cluster } = place;
    return createHmac("sha256", key).update(JSON.stringify([source, cluster, objectKey(place)])).digest(
      "base64url",
    );
  };
  return {
    markFor,
    isOurs(place, { metadata }) {
      const mark = metadata.annotations?.[markAnnotation];
      return typeof mark === "string" && isSame(mark, markFor(place));
    },
  };
}

function isSame(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
