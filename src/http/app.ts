/**
 * The society over HTTP: read-only views for people, scripts and the page.
 *
 * | path | answers |
 * |---|---|
 * | `/actors?kind=&state=&limit=&cursor=` | a page of summaries, by address |
 * | `/actors/{address}` | one actor: what it is in, since when, why, and what it waits for |
 * | `/explain/{cluster}/{placement}` | why each Location and SyncTarget is reached or not, and what would change it |
 * | `/deadletters`, `/sources` | letters that nobody took; sources of facts |
 * | `/healthz`, `/readyz` | the process answers; every source has synced |
 * | `/stream` | changes as server-sent events |
 * | `/`, `/charts/{kind}.svg` | the page and the drawings of the machines |
 *
 * Errors are `application/problem+json` (RFC 9457). Handlers see plain data only, never an actor. @module
 */
import { type Context, Hono } from "hono";
import type { ActorDirectory } from "../ports/actor_directory.ts";
import type { ActorFeed } from "../ports/actor_feed.ts";
import type { Clock } from "../ports/clock.ts";
import type { Explainer } from "../ports/explainer.ts";
import type { Log } from "../ports/log.ts";
import { actorParameters, readActorPage } from "./actor_pages.ts";
import { readAssets } from "./assets.ts";
import type { AppEnv } from "./env.ts";
import { createGuard } from "./guard.ts";
import { createHeaders, drawingPolicy } from "./headers.ts";
import { json, tagged } from "./json.ts";
import { ProblemError, problemResponse } from "./problem.ts";
import { readQuery } from "./query.ts";
import { readReadiness } from "./readiness.ts";
import { createStream } from "./stream.ts";
import { defaultLimits, type StreamLimits } from "./stream_client.ts";

export interface AppOptions {
  readonly directory: ActorDirectory;
  readonly clock: Clock;
  readonly log: Log;
  /** Without it `/stream` is not there and the page asks instead. */
  readonly feed?: ActorFeed;
  /** Names besides localhost, 127.0.0.1 and [::1] that the server is reached by, without port. */
  readonly hosts?: readonly string[];
  /** SVG by kind; see `readCharts`. */
  readonly charts?: ReadonlyMap<string, string>;
  readonly limits?: StreamLimits;
  /** Without it `/explain` is not there. */
  readonly explainer?: Explainer;
}

/** The app; it needs no server to be asked: `app.request("/actors", { headers: { host: "localhost" } })`. */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(createHeaders(options.clock), createGuard(options.hosts ?? []));
  addViews(app, options.directory);
  addDrawings(app, options.charts ?? new Map());
  addPage(app);
  if (options.explainer) addExplanations(app, options.explainer);
  if (options.feed) {
    app.get("/stream", createStream(options.feed, options.clock, options.limits ?? defaultLimits));
  }
  app.notFound((c) => answer(c, nothingHere(pathOf(c))));
  app.onError((error, c) =>
    error instanceof ProblemError ? answer(c, error) : reportBug(c, error, options.log)
  );
  return app;
}

function addViews(app: Hono<AppEnv>, directory: ActorDirectory): void {
  app.get("/actors", (c) => json(c, readActorPage(directory, readQuery(c, actorParameters))));
  app.get("/actors/*", (c) => {
    readQuery(c, []);
    const address = decodeURIComponent(pathOf(c).slice("/actors/".length));
    const actor = directory.find(address);
    if (!actor) throw nothingHere(`actor at ${JSON.stringify(address.slice(0, 200))}`);
    return json(c, actor);
  });
  app.get("/deadletters", (c) => json(withoutQuery(c), directory.deadLetters()));
  app.get("/sources", (c) => json(withoutQuery(c), { items: directory.sources() }));
  app.get("/healthz", (c) => json(withoutQuery(c), { status: "ok" }));
  app.get("/readyz", (c) => json(withoutQuery(c), readReadiness(directory)));
}

/** Why a placement goes where it goes, and why nowhere else: `cluster` is the logical cluster id, as in the actor's address. */
function addExplanations(app: Hono<AppEnv>, explainer: Explainer): void {
  app.get("/explain/:cluster/:placement", (c) => {
    const { cluster, placement } = withoutQuery(c).req.param();
    const explanation = explainer.explain(cluster, placement);
    if (!explanation) throw nothingHere(`EdgePlacement ${JSON.stringify(placement.slice(0, 200))}`);
    return json(c, explanation);
  });
}

function addDrawings(app: Hono<AppEnv>, charts: ReadonlyMap<string, string>): void {
  app.get("/charts", (c) => json(withoutQuery(c), { items: [...charts.keys()] }));
  app.get("/charts/:file", (c) => {
    const svg = charts.get(withoutQuery(c).req.param("file").replace(/\.svg$/, ""));
    if (svg === undefined || !pathOf(c).endsWith(".svg")) throw nothingHere("drawing of that kind");
    const response = tagged(c, svg, "image/svg+xml");
    response.headers.set("content-security-policy", drawingPolicy);
    return response;
  });
}

function addPage(app: Hono<AppEnv>): void {
  for (const [route, { body, type }] of readAssets()) {
    app.get(route, (c) => tagged(withoutQuery(c), body, type));
  }
}

function withoutQuery<C extends Context<AppEnv>>(c: C): C {
  readQuery(c, []);
  return c;
}

/** The path as it was sent. Hono's own `c.req.path` is half decoded. */
function pathOf(c: Context<AppEnv>): string {
  return new URL(c.req.url).pathname;
}

function nothingHere(what: string): ProblemError {
  return new ProblemError({ status: 404, slug: "not-found", detail: `There is no ${what} here.` });
}

function answer(c: Context<AppEnv>, error: ProblemError): Response {
  return problemResponse({ ...error.problem, instance: pathOf(c) });
}

function reportBug(c: Context<AppEnv>, error: Error, log: Log): Response {
  log.error({ path: pathOf(c), error: error.message }, "Cannot answer a request");
  const detail = "This is a bug of the server; its log says more.";
  return problemResponse({ status: 500, slug: "bug", detail, instance: pathOf(c) });
}
