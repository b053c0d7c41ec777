/** Which API server each source is: `hub`, and `edge:<name>` for every edge cluster. @module */
import type { ClusterApi } from "../ports/cluster_api.ts";

/** Finds the API server of a source, or undefined when this process knows none. */
export type ApiDirectory = (source: string) => ClusterApi | undefined;
