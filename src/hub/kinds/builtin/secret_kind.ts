/** Secrets and ConfigMaps: `stringData`, default types, and immutability. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, countColumn, pathColumn, sizeOf } from "../printers/columns.ts";
import { kindsOfGroup } from "./builtin_kind.ts";
import { configMapProblems, secretProblems } from "./data_rules.ts";

const core = kindsOfGroup("", "v1");

export const secretKind: KindDefinition = core({
  kind: "Secret",
  resource: "secrets",
  namespaced: true,
  generation: "none",
  selectableFields: ["type"],
  printerColumns: [
    pathColumn("Type", ".type"),
    countColumn("Data", ".data", (secret) => sizeOf(secret, "data")),
    age,
  ],
  prepareCreate: (_context, secret) => withEncodedData({ type: "Opaque", ...secret }),
  prepareUpdate: (_context, secret, old) => withEncodedData({ type: old.type ?? "Opaque", ...secret }),
  validate: (_context, secret, old) => [
    ...(old && secret.type !== old.type ? [causeOf("type", "field is immutable")] : []),
    ...secretProblems(secret),
    ...immutability(secret, old),
  ],
});

export const configMapKind: KindDefinition = core({
  kind: "ConfigMap",
  resource: "configmaps",
  namespaced: true,
  shortNames: ["cm"],
  generation: "none",
  printerColumns: [countColumn("Data", ".data", (map) => sizeOf(map, "data", "binaryData")), age],
  validate: (_context, map, old) => [...configMapProblems(map), ...immutability(map, old)],
});

/** `stringData` is write-only: it is encoded into `data` and wins there (core/v1 Secret). */
function withEncodedData(secret: KubeObject): KubeObject {
  const { stringData, ...rest } = secret;
  if (typeof stringData !== "object" || stringData === null) return secret;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, base64(String(text))]);
  return {
    ...rest,
    data: { ...(secret.data as object | undefined), ...Object.fromEntries(encoded) },
  } as unknown as KubeObject;
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

/** An object marked `immutable` keeps its data and the mark (KEP-1412). */
function immutability(object: KubeObject, old: KubeObject | undefined): readonly StatusCause[] {
  if (old?.immutable !== true) return [];
  return ["immutable", "data", "binaryData"]
    .filter((field) => JSON.stringify(object[field]) !== JSON.stringify(old[field]))
    .map((field) => causeOf(field, "field is immutable when `immutable` is set"));
}

function causeOf(field: string, message: string): StatusCause {
  return { reason: "FieldValueForbidden", field, message };
}
