/** Writing one whole answer. @module */
import type { ServerResponse } from "node:http";
import { Buffer } from "node:buffer";
import { stringify } from "yaml";
import { parseJson, stringifyJson } from "../../../kube/json.ts";
import type { KubeError } from "../../../ports/kube_error.ts";
import { statusOf } from "./status.ts";

export interface Reply {
  readonly code: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer in JSON. */
export function jsonReply(code: number, value: unknown, contentType = "application/json"): Reply {
  return { code, contentType, body: stringifyJson(value) + "\n" };
}

/** An answer in YAML. */
export function yamlReply(code: number, value: unknown): Reply {
  // Through JSON first: fields that are undefined go, and shared parts do not become anchors.
  const plain = parseJson(stringifyJson(value));
  return { code, contentType: "application/yaml", body: stringify(plain, { aliasDuplicateObjects: false }) };
}

/** A few words in plain text, as health checks answer. */
export function textReply(code: number, body: string): Reply {
  return { code, contentType: "text/plain; charset=utf-8", body };
}

/** A refusal as a `Status`, with `Retry-After` where the refusal has one. */
export function refusalReply(error: KubeError): Reply {
  const reply = jsonReply(error.status, statusOf(error));
  const { retryAfterSeconds } = error.details;
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  if (error.status === 401) headers["www-authenticate"] = 'Bearer realm="edgechart"';
  return { ...reply, headers };
}

/** Headers of every answer: nobody may cache it or guess another type. */
export const commonHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-cache, private",
  "x-content-type-options": "nosniff",
};

/** Sends a reply, unless the client has gone. */
export function sendReply(response: ServerResponse, { code, contentType, body, headers }: Reply): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(code, {
    ...commonHeaders,
    "content-type": contentType,
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  });
  response.end(body);
}
