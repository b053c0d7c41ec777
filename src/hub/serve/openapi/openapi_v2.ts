/** OpenAPI v2 (Swagger): one document, which kubectl before 1.27 validates by. @module */
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { cachedByKinds } from "./document_cache.ts";
import { definitionName, definitionsOf } from "./definitions.ts";
import { type Operation, pathsOf } from "./paths.ts";

/** The part of a Swagger document that is served. */
export interface SwaggerDocument {
  readonly swagger: "2.0";
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, SwaggerOperation>>>>;
  readonly definitions: Readonly<Record<string, SwaggerSchema>>;
}

export interface SwaggerOperation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: "query"; readonly type: "string" }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly [extension: `x-${string}`]: unknown;
}

/** A JSON schema without what Swagger cannot say. */
export type SwaggerSchema = Readonly<Record<string, unknown>>;

/** `GET /openapi/v2`. */
export const openapiV2Document: (kinds: readonly KindDefinition[]) => SwaggerDocument = cachedByKinds(
  5,
  makeDocument,
);

function makeDocument(kinds: readonly KindDefinition[]): SwaggerDocument {
  const paths = kinds.flatMap((kind) =>
    pathsOf(kind).map(([path, operations]) => {
      const rows = Object.entries(operations).map((
        [method, operation],
      ) => [method, operationOf(operation, kind)]);
      return [path, Object.fromEntries(rows)] as const;
    })
  );
  const definitions = Object.entries(definitionsOf(kinds, "#/definitions/"));
  return {
    swagger: "2.0",
    info: { title: "Edgechart", version: "v1" },
    paths: Object.fromEntries(paths),
    definitions: Object.fromEntries(definitions.map(([name, schema]) => [name, toSwagger(schema)])),
  };
}

function operationOf({ parameters, ...operation }: Operation, kind: KindDefinition): SwaggerOperation {
  return {
    ...operation,
    parameters: parameters.map((name) => ({ name, in: "query", type: "string" })),
    responses: { "200": { description: "OK", schema: { $ref: `#/definitions/${definitionName(kind)}` } } },
  };
}

const notInSwagger = new Set(["nullable", "anyOf", "oneOf", "not", "allOf", "x-kubernetes-validations"]);

/** Keeps what Swagger has; anything loosely typed loses its properties, as kube-apiserver's converter does it. */
function toSwagger(schema: unknown): SwaggerSchema {
  if (typeof schema !== "object" || schema === null) return {};
  const kept = Object.entries(schema).filter(([name]) => !notInSwagger.has(name));
  const source = schema as Record<string, unknown>;
  const isLoose = source["x-kubernetes-preserve-unknown-fields"] === true ||
    source["x-kubernetes-int-or-string"] === true || source.nullable === true;
  if (isLoose) {
    return Object.fromEntries(kept.filter(([name]) => looseFields.has(name) || name.startsWith("x-")));
  }
  return Object.fromEntries(kept.map(([name, value]) => [name, convertField(name, value)]));
}

const looseFields = new Set(["description"]);

function convertField(name: string, value: unknown): unknown {
  if (name === "items" || (name === "additionalProperties" && typeof value === "object")) {
    return toSwagger(value);
  }
  if (name !== "properties" || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, toSwagger(schema)]));
}
