/** The smallest HTTPS client that keeps its connections. @module */
import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";

/** A server and what opens it. */
export interface Door {
  /** Such as `https://127.0.0.1:6443`. */
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

export function open({ url, ca, token }: Door, path: string, body?: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers: Record<string, string | number> = {
    authorization: `Bearer ${token}`,
    accept: "application/json",
  };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    headers["content-length"] = Buffer.byteLength(body);
  }
  const method = body === undefined ? "GET" : "POST";
  const request = httpsRequest(url + path, { agent, ca, headers, method });
  request.on("response", resolve);
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** The text of an answer. Rejects for an answer that is no success. */
export async function ask(door: Door, path: string, body?: string): Promise<string> {
  const response = await open(door, path, body);
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += chunk;
  if ((response.statusCode ?? 0) >= 300) throw new Error(`${path}: ${response.statusCode} ${text}`);
  return text;
}

/** Resolves when the stream has given this many lines, and ends it. */
export function lines(response: IncomingMessage, count: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let seen = 0;
  response.on("data", (chunk: Uint8Array) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) seen++;
    if (seen < count) return;
    resolve();
    response.destroy();
  });
  response.on("close", () => reject(new Error(`the stream ended after ${seen} of ${count} lines`)));
  return promise;
}
