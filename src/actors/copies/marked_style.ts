/** A style whose copies carry our mark, and that owns nothing without it. @module */
import type { KubeObject } from "../../kube/object.ts";
import { markAnnotation, type MarkedPlace, type Marker } from "./mark.ts";
import type { CopyStyle, RequestPlace } from "./target.ts";

/** `server` is the name of the API server the copies are on: `hub`, or `edge:<name>`. */
export function markedStyle(style: CopyStyle, marker: Marker, server: string): CopyStyle {
  const sign = (source: KubeObject, at: RequestPlace): KubeObject =>
    signed(source, marker.markFor(placeOn(server, at)));
  return {
    ...style,
    owns: (found, at) => style.owns(found, at) && marker.isOurs(placeOn(server, at), found),
    create: (source, at) => style.create(sign(source, at), at),
    update: (source, copy, at) => style.update(sign(source, at), copy, at),
    driftOf: (source, copy, at) => style.driftOf?.(sign(source, at), copy, at),
  };
}

function placeOn(
  source: string,
  { cluster, resource: gvr, namespace = "", name }: RequestPlace,
): MarkedPlace {
  return { source, cluster, gvr, namespace, name };
}

/** The object as if its source had carried the mark; a mark of another place, or a made-up one, is replaced. */
export function signed<T extends KubeObject>(object: T, mark: string): T {
  const annotations = { ...object.metadata.annotations, [markAnnotation]: mark };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
