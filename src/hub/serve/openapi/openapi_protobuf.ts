/** OpenAPI v2 in gnostic's protobuf form, the only one that kubectl up to 1.27 reads. @module */
import { bytesField, message, stringField, trueField } from "../protobuf/wire.ts";
import type { SwaggerDocument, SwaggerOperation, SwaggerSchema } from "./openapi_v2.ts";

/** What the protobuf form is called in an answer. */
export const openapiProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/** What clients call it: kubectl writes an `@`, which Go's own reader of media types then refuses in an answer. */
export const openapiProtobufNames: readonly string[] = [
  openapiProtobufType,
  "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
];

/** Encodes a document (gnostic OpenAPIv2.proto, message Document). */
export function encodeOpenapiV2({ info, paths, definitions }: SwaggerDocument): Uint8Array {
  const pathItems = Object.entries(paths).map(([path, item]) => named(2, path, encodePath(item)));
  const schemas = Object.entries(definitions).map(([name, schema]) => named(1, name, encodeSchema(schema)));
  return message(
    stringField(1, "2.0"),
    bytesField(2, message(stringField(1, info.title), stringField(2, info.version))),
    bytesField(8, message(...pathItems)),
    bytesField(9, message(...schemas)),
  );
}

const methodFields: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 };

function encodePath(item: Readonly<Record<string, SwaggerOperation>>): Uint8Array {
  const operations = Object.entries(item).map(([method, operation]) =>
    bytesField(methodFields[method] ?? 2, encodeOperation(operation))
  );
  return message(...operations);
}

function encodeOperation(operation: SwaggerOperation): Uint8Array {
  const parameters = operation.parameters.map(({ name, type }) => {
    const query = message(stringField(2, "query"), stringField(4, name), stringField(6, type));
    const parameter = bytesField(1, message(bytesField(2, message(bytesField(3, query)))));
    return bytesField(8, message(parameter));
  });
  const ok = bytesField(2, message(bytesField(1, message(stringField(1, "OK")))));
  return message(
    stringField(5, operation.operationId),
    ...parameters,
    bytesField(9, message(bytesField(1, message(stringField(1, "200"), ok)))),
    ...encodeExtensions(13, operation),
  );
}

/** Message Schema; only what `toSwagger` leaves. */
function encodeSchema(schema: SwaggerSchema): Uint8Array {
  const { $ref, format, description, type, required, items, additionalProperties } = schema;
  const properties = Object.entries(schema.properties ?? {}).map(([name, value]) =>
    named(1, name, encodeSchema(value as SwaggerSchema))
  );
  return message(
    stringField(1, asText($ref)),
    stringField(2, asText(format)),
    stringField(4, asText(description)),
    ...(required as readonly string[] ?? []).map((name) => stringField(19, name)),
    ...(schema.enum as readonly unknown[] ?? []).map((value) => bytesField(20, encodeAny(value))),
    encodeAdditional(additionalProperties),
    type === undefined ? undefined : bytesField(22, message(stringField(1, asText(type)))),
    items === undefined
      ? undefined
      : bytesField(23, message(bytesField(1, encodeSchema(items as SwaggerSchema)))),
    properties.length === 0 ? undefined : bytesField(25, message(...properties)),
    ...encodeExtensions(31, schema),
  );
}

function encodeAdditional(value: unknown): Uint8Array | undefined {
  if (value === undefined || value === false) return undefined;
  return bytesField(
    21,
    value === true ? trueField(2) : message(bytesField(1, encodeSchema(value as SwaggerSchema))),
  );
}

function encodeExtensions(field: number, source: object): readonly (Uint8Array | undefined)[] {
  const extensions = Object.entries(source).filter(([name]) => name.startsWith("x-"));
  return extensions.map(([name, value]) => named(field, name, encodeAny(value)));
}

/** A value as YAML text, which JSON is. */
function encodeAny(value: unknown): Uint8Array {
  return message(stringField(2, JSON.stringify(value) + "\n"));
}

/** A pair of name and value: how gnostic writes maps. */
function named(field: number, name: string, value: Uint8Array): Uint8Array | undefined {
  return bytesField(field, message(stringField(1, name), bytesField(2, value)));
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
