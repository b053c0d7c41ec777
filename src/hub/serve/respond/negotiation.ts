/** In which form an answer goes out, as the Accept header asks. @module */
import { KubeError } from "../../../ports/kube_error.ts";
import { type MediaType, parseAccept } from "../request/media_type.ts";

export type View = "object" | "table" | "metadata";

export interface Format {
  readonly encoding: "json" | "yaml";
  readonly view: View;
  /** Version of meta.k8s.io for tables and metadata: `v1` or `v1beta1`. */
  readonly metaVersion: string;
}

const metaVersions = ["v1", "v1beta1"];
const views: Readonly<Record<string, View>> = {
  Table: "table",
  PartialObjectMetadata: "metadata",
  PartialObjectMetadataList: "metadata",
};

/**
 * The first form of an Accept header that we can give (Kubernetes "API concepts", "Receiving resources as
 * Tables"). Throws `KubeError` 406 when there is none, such as for protobuf alone.
 */
export function negotiate(accept: string | undefined): Format {
  for (const mediaType of parseAccept(accept)) {
    const format = formatOf(mediaType);
    if (format !== undefined) return format;
  }
  throw new KubeError(
    406,
    "NotAcceptable",
    "only the following media types are accepted: application/json, application/yaml",
  );
}

function formatOf({ type, parameters }: MediaType): Format | undefined {
  const encoding = encodingOf(type);
  if (encoding === undefined) return undefined;
  const { as, g, v = "v1" } = parameters;
  if (as === undefined) return { encoding, view: "object", metaVersion: "v1" };
  const view = Object.hasOwn(views, as) ? views[as] : undefined;
  const servable = g === "meta.k8s.io" && metaVersions.includes(v);
  return view !== undefined && servable ? { encoding, view, metaVersion: v } : undefined;
}

function encodingOf(type: string): Format["encoding"] | undefined {
  if (type === "application/json" || type === "application/*" || type === "*/*") return "json";
  return type === "application/yaml" ? "yaml" : undefined;
}
