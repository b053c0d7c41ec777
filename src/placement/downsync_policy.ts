/** What may be done at the edge with the copy of one object, as its annotations say (section 6.5, R-61). @module */
import { downsyncOverwriteAnnotation, syncAnnotation, syncSuspended } from "../kube/edge_api.ts";

/**
 * - `overwrite`: created, kept as the source says, deleted with the source.
 * - `create`: created once, and from then on the edge's own: neither overwritten nor deleted.
 * - `suspend`: neither created nor changed while the source says so.
 */
export type DownsyncPolicy = "overwrite" | "create" | "suspend";

/** The policy that the annotations of a source, or of its copy, ask for. What they do not say clearly is the default. */
export function downsyncPolicy(annotations: Readonly<Record<string, string>> = {}): DownsyncPolicy {
  if (annotations[syncAnnotation] === syncSuspended) return "suspend";
  return annotations[downsyncOverwriteAnnotation] === "false" ? "create" : "overwrite";
}
