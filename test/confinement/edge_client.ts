/** A client that has what an edge has, and writes its own request lines: paths go out as they are typed. @module */
import { Buffer } from "node:buffer";
import { request as httpsRequest } from "node:https";
import { loadAccess, tokenIn } from "../../src/adapters/kubernetes/access.ts";

export interface Said {
  readonly code: number;
  readonly text: string;
  /** Undefined when the answer is no JSON. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface Line {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type EdgeClient = (line: Line) => Promise<Said>;

/** With the token of a join file, at the hub it leads to. */
export async function edgeClient(kubeconfig: string): Promise<EdgeClient> {
  const access = loadAccess(kubeconfig);
  const { tls: { ca } } = await access.credentials();
  const { hostname, port } = new URL(access.server);
  const token = tokenIn(kubeconfig);
  return ({ method = "GET", path, body, contentType = "application/json", headers = {} }) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = {
      authorization: `Bearer ${token}`,
      ...(text !== undefined && { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
      ...headers,
    };
    const options = { hostname, port, path, method, headers: sent, ca, agent: false as const };
    return new Promise((resolve, reject) => {
      const request = httpsRequest({ ...options, servername: "localhost" }, (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (chunk) => answer += chunk);
        response.on(
          "end",
          () => resolve({ code: response.statusCode ?? 0, text: answer, json: parsed(answer) }),
        );
      });
      request.on("error", reject);
      request.end(text);
    });
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // plain text, or nothing
  }
}
