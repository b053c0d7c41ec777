/** OpenAPI v3: an index, and a document for each group version (KEP-2896). @module */
import { createHash } from "node:crypto";
import { stringifyJson } from "../../../kube/json.ts";
import type { GroupOfKinds, VersionOfGroup } from "../discovery/groups.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { cachedByKinds } from "./document_cache.ts";
import { definitionName, definitionsOf } from "./definitions.ts";
import { type Operation, type PathOperations, pathsOf } from "./paths.ts";

/** A document as it is sent, and what changes when it does. */
export interface OpenapiText {
  readonly text: string;
  readonly hash: string;
}

/** Enough for every group version of a few different workspaces. */
const cachedMax = 100;

/** `GET /openapi/v3`; `prefix` is what stands before `/openapi` in the path of the request. */
export function openapiV3Index(groups: readonly GroupOfKinds[], prefix: string): unknown {
  const versions = groups.flatMap((group) => group.versions);
  const paths = versions.map((version) => {
    const path = version.group === "" ? `api/${version.version}` : `apis/${version.groupVersion}`;
    const url = `${prefix}/openapi/v3/${path}?hash=${openapiV3Text(version).hash}`;
    return [path, { serverRelativeURL: url }];
  });
  return { paths: Object.fromEntries(paths) };
}

/** `GET /openapi/v3/apis/<group>/<version>`. Clients keep a document as long as its hash stays. */
export function openapiV3Text({ kinds }: VersionOfGroup): OpenapiText {
  return cachedText(kinds);
}

const cachedText = cachedByKinds<OpenapiText>(cachedMax, (kinds) => {
  const text = stringifyJson(openapiV3Document(kinds));
  return { text, hash: createHash("sha256").update(text).digest("hex").toUpperCase() };
});

const refPrefix = "#/components/schemas/";

function openapiV3Document(kinds: readonly KindDefinition[]): unknown {
  const paths = kinds.flatMap((kind) => {
    const reference = { $ref: refPrefix + definitionName(kind) };
    return pathsOf(kind).map(([path, operations]) => [path, pathItem(path, operations, reference)] as const);
  });
  return {
    openapi: "3.0.0",
    info: { title: "Edgechart", version: "v1" },
    paths: Object.fromEntries(paths),
    components: { schemas: definitionsOf(kinds, refPrefix) },
  };
}

function pathItem(path: string, operations: PathOperations, reference: unknown): unknown {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const rows = Object.entries(operations).map((
    [method, operation],
  ) => [method, operationOf(operation, reference)]);
  return { ...Object.fromEntries(rows), parameters: inPath };
}

function operationOf({ parameters, ...operation }: Operation, schema: unknown): unknown {
  return {
    ...operation,
    parameters: parameters.map((name) => ({ name, in: "query", schema: { type: "string" } })),
    responses: { "200": { description: "OK", content: { "application/json": { schema } } } },
  };
}
