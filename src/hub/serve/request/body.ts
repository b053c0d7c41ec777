/** The body of a request: read within its limit, and turned into a value. @module */
import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { parseDocument } from "yaml";
import { parseJson } from "../../../kube/json.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import { decodeEnvelope } from "../protobuf/envelope.ts";
import { scanJson } from "./json_scan.ts";
import { parseMediaType } from "./media_type.ts";

/** What kube-apiserver accepts (its `MaxRequestBodyBytes`). */
export const bodyBytesMax = 3 * 1024 * 1024;
/** Deeper objects make `JSON.stringify` overflow the stack; no kind comes near. */
const depthMax = 100;
/** Nodes that aliases may stand for, against documents that unfold without end (CVE-2019-11253). */
const yamlAliasesMax = 100;

export interface RequestBody {
  /** Undefined for an empty body. */
  readonly value: unknown;
  /** Keys given twice, for strict field validation. */
  readonly duplicates: readonly string[];
}

/**
 * Reads the whole body. Rejects with `KubeError` 413 as soon as it is longer than it may be, and 400 if it breaks
 * off. The request stays open, so that the refusal can still be sent.
 */
export function readBody(request: IncomingMessage): Promise<Uint8Array> {
  if (Number(request.headers["content-length"] ?? 0) > bodyBytesMax) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const take = (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= bodyBytesMax) return void chunks.push(chunk);
      request.off("data", take);
      reject(tooLarge());
    };
    request.on("data", take);
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", (error) => reject(badRequest("the request body broke off", error)));
    request.on("close", () => reject(badRequest("the request body broke off")));
  });
}

/** Parses a body by its content type: JSON, YAML or Kubernetes protobuf. Throws `KubeError` 400 or 415. */
export function parseBody(bytes: Uint8Array, contentType: string | undefined): RequestBody {
  if (bytes.length === 0) return { value: undefined, duplicates: [] };
  const { type } = parseMediaType(contentType ?? "application/json");
  if (type === "application/vnd.kubernetes.protobuf") return { value: decodeEnvelope(bytes), duplicates: [] };
  const text = decodeText(bytes);
  if (type === "application/yaml" || type === "application/apply-patch+yaml") return parseYaml(text);
  if (type === "application/json" || type.endsWith("+json")) return parseJsonBody(text);
  throw new KubeError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${acceptedTypes}`,
  );
}

const acceptedTypes = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

function parseJsonBody(text: string): RequestBody {
  const { depth, duplicates } = scanJson(text, depthMax);
  if (depth > depthMax) throw tooDeep();
  try {
    return { value: parseJson(text), duplicates };
  } catch (error) {
    throw badRequest(`the body is not JSON: ${(error as Error).message}`, error);
  }
}

/** YAML 1.2's core schema gives exactly the values of JSON; a JSON body is YAML too, but cheaper to read as JSON. */
function parseYaml(text: string): RequestBody {
  if (text.trimStart().startsWith("{")) return parseJsonBody(text);
  try {
    // A hostile document can overflow the parser's stack, so parsing stands inside the try as well.
    const document = parseDocument(text, {
      schema: "core",
      intAsBigInt: true,
      uniqueKeys: true,
      merge: false,
    });
    if (document.errors[0] !== undefined) throw document.errors[0];
    return { value: toJsonValue(document.toJS({ maxAliasCount: yamlAliasesMax }), 0), duplicates: [] };
  } catch (error) {
    if (error instanceof KubeError) throw error;
    throw badRequest(`the body is not YAML: ${(error as Error).message}`, error);
  }
}

/** Integers that a double holds become numbers, the others stay bigint, as `parseJson` has it. */
function toJsonValue(value: unknown, depth: number): unknown {
  if (depth > depthMax) throw tooDeep();
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map((item) => toJsonValue(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, toJsonValue(inner, depth + 1)]),
  );
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw badRequest("the body is not UTF-8", error);
  }
}

function badRequest(message: string, cause?: unknown): KubeError {
  return new KubeError(400, "BadRequest", message, {}, cause);
}

function tooDeep(): KubeError {
  return badRequest(`the body nests deeper than ${depthMax} levels`);
}

function tooLarge(): KubeError {
  const message = `Request entity too large: limit is ${bodyBytesMax}`;
  return new KubeError(413, "RequestEntityTooLarge", message);
}
