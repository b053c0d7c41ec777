/** What ConfigMaps and Secrets may hold (core/validation). @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import { recordOr } from "../../json_value.ts";
import { invalidValue, required, tooLong } from "../../request/field_error.ts";

/** Of all keys and values together; of a Secret after decoding. */
const dataBytesMax = 1024 * 1024;

const keyRule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";

function isDataKey(key: string): boolean {
  return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== "." && !key.startsWith("..");
}

/** Keys must be file names, not twice in the two maps, and everything together bounded. */
export function configMapProblems(map: KubeObject): readonly StatusCause[] {
  const [data, binary] = [recordOr(map.data), recordOr(map.binaryData)];
  const twice = Object.keys(data).filter((key) => Object.hasOwn(binary, key));
  return [
    ...keyProblems("data", data),
    ...keyProblems("binaryData", binary),
    ...twice.map((key) => invalidValue(`data[${key}]`, key, "duplicate of key present in binaryData")),
    ...sizeProblems("", bytesOf(data, 1) + bytesOf(binary, 3 / 4)),
  ];
}

/** The keys that a type of Secret stands for (Kubernetes, "Types of Secret"). */
const neededKeys: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

/** Keys as in a ConfigMap, and those that the type needs. */
export function secretProblems(secret: KubeObject): readonly StatusCause[] {
  const data = recordOr(secret.data);
  const type = String(secret.type);
  const needed = Object.hasOwn(neededKeys, type) ? neededKeys[type]! : [];
  return [
    ...keyProblems("data", data),
    ...needed.filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`, "")),
    ...sizeProblems("data", bytesOf(data, 3 / 4)),
  ];
}

function keyProblems(field: string, data: Readonly<Record<string, unknown>>): readonly StatusCause[] {
  return Object.keys(data).filter((key) => !isDataKey(key))
    .map((key) => invalidValue(`${field}[${key}]`, key, keyRule));
}

function bytesOf(data: Readonly<Record<string, unknown>>, perCharacter: number): number {
  return Object.values(data).reduce<number>((sum, value) => sum + String(value).length * perCharacter, 0);
}

function sizeProblems(field: string, bytes: number): readonly StatusCause[] {
  return bytes > dataBytesMax ? [tooLong(field, dataBytesMax)] : [];
}
