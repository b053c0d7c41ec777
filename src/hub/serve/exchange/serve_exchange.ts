/** From the first byte of a request to the last of its answer. @module */
import type { IncomingMessage, ServerResponse } from "node:http";
import { KubeError } from "../../../ports/kube_error.ts";
import { anonymous, authenticate } from "../credentials/authenticator.ts";
import { TooManyRefusals } from "../fairness/fair_access.ts";
import type { Caller } from "../../../ports/api_backend.ts";
import { checkHeaders } from "../request/headers.ts";
import { parseTarget } from "../request/path.ts";
import { type RoutedPath, routePath } from "../request/route.ts";
import type { ServedHub } from "../served_hub.ts";
import { jsonReply, refusalReply, type Reply, sendReply, textReply } from "../respond/reply.ts";
import { describeApi, serverVersion } from "./describe_api.ts";
import { type Exchange, forbiddenPath, type ServerContext } from "./exchange.ts";
import { serveResource } from "./serve_resource.ts";
import { writeAuditLine } from "./audit.ts";

/** How long a client whose body was refused may go on sending while it reads the refusal. */
const lingerMs = 1000;

/** Answers one request, whatever it is. Never rejects: what goes wrong is the answer, and in the log. */
export async function serveExchange(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  context.counts.requests++;
  const seen: Partial<Exchange> = { request };
  try {
    const reply = await answer(context, request, response, (known) => Object.assign(seen, known));
    if (reply !== null) sendReply(response, reply);
    seen.turn?.wrote(reply?.body.length ?? 0);
    writeAuditLine(context, seen, reply?.code ?? 200);
  } catch (error) {
    if (error instanceof TooManyRefusals) return cut(context, seen, response);
    const refusal = asKubeError(context, error);
    if (refusal.status === 413) await drain(context, request, response);
    sendReply(response, refusalReply(refusal));
    writeAuditLine(context, seen, refusal.status);
  } finally {
    seen.turn?.over();
  }
}

/** Whoever has so many refusals waiting already gets not even an answer: that would be work too. */
function cut(context: ServerContext, seen: Partial<Exchange>, response: ServerResponse): void {
  response.destroy();
  writeAuditLine(context, seen, 429);
}

async function answer(
  context: ServerContext,
  request: IncomingMessage,
  response: ServerResponse,
  know: (known: Partial<Exchange>) => void,
): Promise<Reply | null> {
  const { segments, query } = parseTarget(request.url ?? "");
  checkHeaders(request.headers, context.hosts);
  const path = routePath(segments);
  know({ path, query });
  const caller = authenticate(request, context.tokens);
  if (caller === undefined) throw unauthorized();
  know({ caller });
  const open = anonymousReply(context, path, request);
  if (open !== undefined) return open;
  if (caller === anonymous) throw unauthorized();
  const turn = await context.fairness.enter(caller, request.socket);
  know({ turn });
  if (response.destroyed) return null;
  const { hub, cluster } = addressOf(context, path, caller);
  const created = {};
  know({ cluster, created });
  return await answerKnown({ context, request, response, caller, turn, hub, cluster, path, query, created });
}

/** What anybody may ask: whether we are well, and which version we are. */
function anonymousReply(
  { ready }: ServerContext,
  { route, virtualWorkspace }: RoutedPath,
  { method, url }: IncomingMessage,
): Reply | undefined {
  if (method !== "GET" || virtualWorkspace !== undefined) return undefined;
  if (route.kind === "version") return jsonReply(200, serverVersion);
  if (route.kind !== "health") return undefined;
  const isReadiness = url?.includes("/readyz") === true;
  return isReadiness && !ready() ? textReply(503, "not ready") : textReply(200, "ok");
}

/** On a hub a path without a cluster means `root`; a plain server has no other. */
function addressOf(
  { hub, virtualWorkspace }: ServerContext,
  path: RoutedPath,
  caller: Caller,
): { readonly hub: ServedHub; readonly cluster: string } {
  if (path.virtualWorkspace !== undefined) {
    const behind = virtualWorkspace(path.virtualWorkspace, caller);
    if (behind === undefined) throw forbiddenPath(caller);
    return { hub: behind, cluster: path.cluster ?? "" };
  }
  if (hub.profile === "workspaces") return { hub, cluster: path.cluster ?? "root" };
  if (path.cluster !== undefined) throw notFound();
  return { hub, cluster: "" };
}

async function answerKnown(exchange: Exchange): Promise<Reply | null> {
  const { path: { route }, request, hub, caller, cluster } = exchange;
  if (route.kind === "resource") return await serveResource(exchange, route);
  if (route.kind === "unknown" || route.kind === "health" || route.kind === "version") {
    const verb = (request.method ?? "").toLowerCase();
    const nowhere = { group: "", version: "", resource: "", path: request.url ?? "" };
    throw hub.authorize({ caller, verb, cluster, ...nowhere }).allowed ? notFound() : forbiddenPath(caller);
  }
  if (request.method !== "GET") throw new KubeError(405, "MethodNotAllowed", "this path can only be read");
  return describeApi(exchange, route);
}

function asKubeError({ log }: ServerContext, error: unknown): KubeError {
  if (error instanceof KubeError) return error;
  log.error({ error: String((error as Error)?.stack ?? error) }, "request failed");
  return new KubeError(
    500,
    "InternalError",
    "an error on the server has prevented the request from succeeding",
  );
}

/**
 * Reads the rest of a refused body and throws it away, for a moment: a connection that is closed while the client is
 * still sending is reset, and the client never sees the refusal.
 */
function drain({ clock }: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("connection", "close");
  request.resume();
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.after(lingerMs, resolve);
    const ended = () => {
      timer.cancel();
      resolve();
    };
    request.once("end", ended);
    request.once("close", ended);
  });
}

function unauthorized(): KubeError {
  return new KubeError(401, "Unauthorized", "Unauthorized");
}

function notFound(): KubeError {
  return new KubeError(404, "NotFound", "the server could not find the requested resource");
}
