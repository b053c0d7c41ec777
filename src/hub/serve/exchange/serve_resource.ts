/** Answers about objects: reads, writes and watches, in the form that was asked for. @module */
import type { KubeList, KubeObject } from "../../../kube/object.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import type { ApiRequest, Verb } from "../../../ports/cluster_api.ts";
import { apiRequestOf, patchTypeOf, verbOf } from "../request/api_request.ts";
import { parseBody, readBody, type RequestBody } from "../request/body.ts";
import type { ResourceRoute } from "../request/route.ts";
import { type Format, negotiate } from "../respond/negotiation.ts";
import { jsonReply, type Reply, yamlReply } from "../respond/reply.ts";
import { metadataOf, tableOf } from "../table/table.ts";
import type { Exchange } from "./exchange.ts";
import { serveWatch } from "./serve_watch.ts";
import { definitionOf, tableOptions } from "./shown_as.ts";

/** Answers with a reply; a watch is answered on the response itself, and gives null. Throws `KubeError`. */
export async function serveResource(exchange: Exchange, route: ResourceRoute): Promise<Reply | null> {
  const { request, query } = exchange;
  const format = negotiate(request.headers.accept);
  const verb = verbOf(request.method ?? "", route, query);
  if (verb === "watch") return serveWatch(exchange, route, format);
  const { apiRequest, warnings } = await readRequest(exchange, route, verb);
  const answer = exchange.hub.handle(apiRequest, exchange.caller);
  if (!answer.ok) throw answer.error;
  if (verb === "create") exchange.created.name = nameOf(answer.body);
  if (!isRead(verb)) await exchange.context.flushed();
  const reply = replyOf(exchange, route, format, answer.status, answer.body);
  const told = [...warnings, ...answer.warnings ?? []];
  return told.length === 0 ? reply : { ...reply, headers: { warning: told.map(warningText).join(", ") } };
}

function nameOf({ metadata }: KubeObject | KubeList): string | undefined {
  return "name" in metadata && metadata.name !== "" ? metadata.name : undefined;
}

function isRead(verb: Verb): boolean {
  return verb === "get" || verb === "list";
}

/** Reads need no body, so they are handled before anything else can happen. */
async function readRequest(
  { request, cluster, query, turn }: Exchange,
  route: ResourceRoute,
  verb: Verb,
): Promise<{ readonly apiRequest: ApiRequest; readonly warnings: readonly string[] }> {
  if (isRead(verb)) {
    return { apiRequest: apiRequestOf(verb, cluster, route, { query }), warnings: [] };
  }
  const contentType = request.headers["content-type"];
  const patchType = verb === "patch" ? patchTypeOf(contentType) : undefined;
  const bytes = await readBody(request);
  turn.read(bytes.length);
  const body = parseBody(bytes, contentType);
  const managed = withDefaults(query, patchType === "apply" ? undefined : request.headers["user-agent"]);
  const apiRequest = apiRequestOf(verb, cluster, route, { body: body.value, patchType, query: managed });
  return { apiRequest, warnings: checkDuplicates(body, query.fieldValidation) };
}

/**
 * Who names no field manager is known by the first word of its User-Agent, except in an apply (server-side apply);
 * who asks for no validation is warned (KEP-2885).
 */
function withDefaults(
  query: Readonly<Record<string, string>>,
  userAgent: string | undefined,
): Readonly<Record<string, string>> {
  const program = userAgent?.split("/", 1)[0]?.slice(0, 128);
  const defaults = { fieldValidation: "Warn", ...query };
  return program ? { fieldManager: program, ...defaults } : defaults;
}

/** Strict refuses a key given twice, Ignore is silent, Warn (the default) says so in a header (KEP-2885). */
function checkDuplicates({ duplicates }: RequestBody, fieldValidation = "Warn"): readonly string[] {
  const messages = duplicates.map((path) => `duplicate field "${path}"`);
  if (messages.length === 0 || fieldValidation === "Ignore") return [];
  if (fieldValidation === "Strict") {
    throw new KubeError(400, "BadRequest", `strict decoding error: ${messages.join(", ")}`);
  }
  return messages;
}

/** As a value of the header `Warning` (RFC 7234, 5.5; KEP-1693); field names are not always ASCII. */
function warningText(message: string): string {
  return `299 - ${JSON.stringify(message.replace(/[^\x20-\x7e]/g, "?"))}`;
}

function replyOf(
  exchange: Exchange,
  route: ResourceRoute,
  format: Format,
  code: number,
  body: KubeObject | KubeList,
): Reply {
  const value = viewOf(exchange, route, format, body);
  return format.encoding === "yaml" ? yamlReply(code, value) : jsonReply(code, value);
}

/** An answer of another kind, such as the Status of a deletion or a Scale, goes out as it is. */
function viewOf(
  exchange: Exchange,
  route: ResourceRoute,
  { view, metaVersion }: Format,
  body: KubeObject | KubeList,
): unknown {
  if (view === "object") return body;
  const definition = definitionOf(exchange, route);
  const ownKind = definition !== undefined && [definition.kind, `${definition.kind}List`].includes(body.kind);
  if (!ownKind) return body;
  if (view === "metadata") return metadataOf(body, metaVersion);
  return tableOf(body, { ...tableOptions(exchange, metaVersion), definition, withColumns: true });
}
