/** The text of an answer, and what it stands for. @module */
import type { IncomingMessage } from "node:http";
import { parseJson } from "../../kube/json.ts";
import type { KubeList, KubeObject } from "../../kube/object.ts";
import type { ApiAnswer } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { errorOfAnswer } from "./status_error.ts";

/** An answer before its JSON is read. */
export type TextAnswer =
  | { readonly ok: true; readonly status: number; readonly text: string }
  | { readonly ok: false; readonly error: KubeError };

/** Collects a whole answer: `settle` with it, or `fail` when the connection breaks before its end. */
export function collectAnswer(
  response: IncomingMessage,
  settle: (text: TextAnswer) => void,
  fail: (message: string) => void,
): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => text += chunk);
  response.on("end", () => {
    const status = response.statusCode ?? 0;
    const isOk = status >= 200 && status < 300;
    settle(
      isOk ? { ok: true, status, text } : { ok: false, error: errorOfAnswer(status, response.headers, text) },
    );
  });
  response.on("error", (error: Error) => fail(`the connection broke: ${error.message}`));
  response.on("close", () => fail("the connection broke"));
}

/** The object or list in an answer's text. */
export function toApiAnswer(text: TextAnswer): ApiAnswer {
  if (!text.ok) return text;
  try {
    return {
      ok: true,
      status: text.status,
      body: withItemTypes(parseJson(text.text) as KubeObject | KubeList),
    };
  } catch (cause) {
    const message = `the server did not answer with JSON: ${(cause as Error).message}`;
    return { ok: false, error: new KubeError(text.status, "Unknown", message, {}, cause) };
  }
}

/** Kubernetes leaves apiVersion and kind out of list items; the port promises them. */
function withItemTypes(body: KubeObject | KubeList): KubeObject | KubeList {
  if (!body.kind?.endsWith("List") || !Array.isArray(body.items)) return body;
  const { apiVersion } = body;
  const kind = body.kind.slice(0, -"List".length);
  const items = (body.items as readonly Partial<KubeObject>[]).map((item) => ({ apiVersion, kind, ...item }));
  return { ...body, items } as KubeList;
}
