/** From a CRD or an APIResourceSchema to the definitions the server serves, one per version. @module */
import type { ApiResourceSchema } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { KindDefinition, PrinterColumn, ScaleDefinition } from "../../resources/kind_definition.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import { age } from "../printers/columns.ts";

type SchemaSpec = NonNullable<ApiResourceSchema["spec"]>;
type Version = SchemaSpec["versions"][number];

/** `spec` of a CustomResourceDefinition, which wraps the schema of a version once more. */
interface CrdSpec extends Omit<SchemaSpec, "versions"> {
  readonly versions: readonly (Version & { readonly schema?: { readonly openAPIV3Schema?: JsonSchema } })[];
}

/** The served versions of an APIResourceSchema. */
export function definitionsOfSchema(schema: ApiResourceSchema): readonly KindDefinition[] {
  return schema.spec ? definitions(schema.spec, (version) => version.schema as JsonSchema | undefined) : [];
}

/** The served versions of a CustomResourceDefinition (apiextensions/v1). */
export function definitionsOfCrd(crd: KubeObject): readonly KindDefinition[] {
  const spec = crd.spec as CrdSpec;
  return definitions(spec, (version) => (version as CrdSpec["versions"][number]).schema?.openAPIV3Schema);
}

function definitions(
  spec: Pick<SchemaSpec, "group" | "names" | "scope" | "versions">,
  schemaOf: (version: Version) => JsonSchema | undefined,
): readonly KindDefinition[] {
  const storageVersion = spec.versions.find(({ storage }) => storage)?.name;
  return spec.versions.filter(({ served }) => served).map((version) => ({
    group: spec.group,
    version: version.name,
    ...namesOf(spec),
    namespaced: spec.scope === "Namespaced",
    subresources: subresourcesOf(version.subresources),
    schema: schemaOf(version),
    schemaUse: "structural" as const,
    printerColumns: (version.additionalPrinterColumns as readonly PrinterColumn[] | undefined) ?? [age],
    selectableFields: selectableFieldsOf(version),
    storageVersion,
    // Without a status subresource every change outside metadata counts (apiextensions, "generation").
    generation: hasStatus(version) ? "spec" as const : "content" as const,
    updateNeedsResourceVersion: true as const,
  }));
}

function namesOf({ names }: Pick<SchemaSpec, "names">) {
  const { kind, plural, shortNames, categories } = names;
  return { kind, resource: plural, singular: names.singular ?? kind.toLowerCase(), shortNames, categories };
}

/** `.spec.colour` as a field selector says it: `spec.colour` (KEP-4358). */
function selectableFieldsOf(version: Version): readonly string[] | undefined {
  const { selectableFields } = version as {
    readonly selectableFields?: readonly { readonly jsonPath: string }[];
  };
  return selectableFields?.map(({ jsonPath }) => jsonPath.replace(/^\./, ""));
}

function hasStatus(version: Version): boolean {
  return (version.subresources as { status?: unknown } | undefined)?.status !== undefined;
}

function subresourcesOf(declared: unknown): KindDefinition["subresources"] {
  const { status, scale } = (declared ?? {}) as { status?: unknown; scale?: ScaleDefinition };
  return { ...(status === undefined ? {} : { status: true as const }), ...(scale ? { scale } : {}) };
}
