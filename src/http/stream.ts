/** `/stream`: the changes of all actors as server-sent events, for a bounded number of readers. @module */
import type { Context, Handler } from "hono";
import type { ActorFeed } from "../ports/actor_feed.ts";
import type { Clock } from "../ports/clock.ts";
import type { AppEnv } from "./env.ts";
import { ProblemError } from "./problem.ts";
import { readQuery } from "./query.ts";
import { StreamClient, type StreamLimits } from "./stream_client.ts";

const headers = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" };

/** Frames that may wait in a stream before its reader counts as slow. */
const framesMax = 8;

/**
 * A handler that opens one stream per GET.
 *
 * `Last-Event-ID` is taken and not used: a reader asks for `/actors` after every `hello`, which mends any gap.
 */
export function createStream(feed: ActorFeed, clock: Clock, limits: StreamLimits): Handler<AppEnv> {
  const clients = new Set<StreamClient>();
  return (c) => {
    readQuery(c, []);
    if (c.req.method === "HEAD") return new Response(null, { headers });
    if (clients.size >= limits.clientsMax) throw tooManyStreams();
    return new Response(openStream(c, clients, feed, clock, limits), { headers });
  };
}

function openStream(
  c: Context<AppEnv>,
  clients: Set<StreamClient>,
  feed: ActorFeed,
  clock: Clock,
  limits: StreamLimits,
): ReadableStream<Uint8Array> {
  const closing = c.env?.closing;
  let client: StreamClient | null = null;
  const close = () => client?.close();
  const leave = () => {
    if (client) clients.delete(client);
    closing?.removeEventListener("abort", close);
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      client = new StreamClient(controller, feed, clock, limits, leave);
      clients.add(client);
      closing?.addEventListener("abort", close);
      if (closing?.aborted) client.close();
    },
    pull: () => client?.pull(),
    cancel: () => client?.end(),
  }, { highWaterMark: framesMax });
}

function tooManyStreams(): ProblemError {
  const detail = "All streams are taken. Close another page, or ask /actors from time to time.";
  return new ProblemError({
    status: 503,
    slug: "too-many-streams",
    detail,
    headers: { "retry-after": "10" },
  });
}
