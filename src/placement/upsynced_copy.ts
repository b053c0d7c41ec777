/** What a copy of an edge's object looks like in the mailbox. @module */
import { edgeGroup, markAnnotation, projectedLabel, upsyncedLabel, upsyncedValue } from "../kube/edge_api.ts";
import type { KubeObject } from "../kube/object.ts";
import { type Marks, mergedCopy, projectedCopy } from "./projection.ts";

/** The marks of every object that a syncer puts into a mailbox. */
const marks: Marks = { labels: { [upsyncedLabel]: upsyncedValue }, annotations: {} };

/** The copy to create. */
export function upsyncedCopy(source: KubeObject): KubeObject {
  return projectedCopy(withoutOurKeys(source), marks);
}

/** The copy as it should be; `copy` itself when nothing differs. */
export function mergedUpsync(source: KubeObject, copy: KubeObject): KubeObject {
  return mergedCopy(withoutOurKeys(source), copy, marks);
}

/** Whether a syncer made the object. What the translator has made is not, whatever else is written on it. */
export function isUpsynced({ metadata: { labels = {} } }: KubeObject): boolean {
  return labels[upsyncedLabel] === upsyncedValue && !Object.hasOwn(labels, projectedLabel);
}

/**
 * Keys of edge.kcp.io tell the centre what to do with an object; an edge does not get to say that (S11). The mark stays: it was put on
 * here, in the place of whatever the edge had written there.
 */
function withoutOurKeys(source: KubeObject): KubeObject {
  const { labels, annotations } = source.metadata;
  return {
    ...source,
    metadata: { ...source.metadata, labels: foreignKeys(labels), annotations: foreignKeys(annotations) },
  };
}

function foreignKeys(map: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).filter(([key]) => key === markAnnotation || !key.startsWith(`${edgeGroup}/`)),
  );
}
