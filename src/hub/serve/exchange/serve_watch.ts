/** Answers a watch, line by line, for as long as its caller may have it. @module */
import { stringifyJson } from "../../../kube/json.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import type { WatchEvent, WatchRequest } from "../../../ports/cluster_api.ts";
import { authenticate } from "../credentials/authenticator.ts";
import { flowOf } from "../fairness/flow_of.ts";
import type { ResourceRoute } from "../request/route.ts";
import type { Format } from "../respond/negotiation.ts";
import { streamWatch } from "../respond/watch_stream.ts";
import { metadataOf, tableOf } from "../table/table.ts";
import type { Exchange } from "./exchange.ts";
import { definitionOf, tableOptions } from "./shown_as.ts";
import type { OpenWatch } from "./watch_sweep.ts";

/** The answer goes to the response itself. Throws the `KubeError` of a watch that is refused. */
export function serveWatch(exchange: Exchange, route: ResourceRoute, format: Format): null {
  const { context, hub, cluster, caller, response } = exchange;
  if (format.encoding !== "json") {
    throw new KubeError(406, "NotAcceptable", "a watch is served as application/json");
  }
  const { resource, namespace, name } = route;
  const query = name === undefined
    ? exchange.query
    : { ...exchange.query, fieldSelector: `metadata.name=${name}` };
  const { clock, limits, watches, counts, log, fairness } = context;
  const flow = flowOf(caller);
  const refused = flow === null ? null : fairness.refusalOfWatch(countOf(watches, flow));
  if (refused !== null) throw refused;
  const encode = encoderOf(exchange, route, format);
  const asked = { cluster, resource, namespace, query };
  const stream = streamWatch((sink) => hub.watch(asked, caller, sink), {
    response,
    clock,
    encode: (event) => {
      const text = encode(event);
      exchange.turn.wrote(text.length);
      return text;
    },
    bufferBytesMax: limits.watchBufferBytesMax,
    stallMs: limits.watchStallMs,
    dropped: () => {
      counts.watchersDropped++;
      log.warn({ user: caller.user, cluster, ...resource }, "watcher too slow, connection closed");
    },
    finished: () => watches.delete(open),
  });
  const open: OpenWatch = { ...stream, user: caller.user, flow, refusal: () => refusalNow(exchange, asked) };
  if (!response.destroyed) watches.add(open);
  return null;
}

function countOf(watches: ReadonlySet<OpenWatch>, flow: string): number {
  return [...watches].filter((watch) => watch.flow === flow).length;
}

/** Who asked is asked again: a token may have ended, an account gone, or a right been taken away. */
function refusalNow({ context, request, hub }: Exchange, asked: WatchRequest): KubeError | null {
  const caller = authenticate(request, context.tokens);
  if (caller === undefined) return new KubeError(401, "Unauthorized", "Unauthorized");
  const refusal = hub.refusalFor(asked, caller);
  return refusal?.status === 403 ? refusal : null;
}

/** The same object goes to many watchers, so its text is made once. */
const objectTexts = new WeakMap<KubeObject, string>();

function objectText(object: KubeObject): string {
  const known = objectTexts.get(object);
  if (known !== undefined) return known;
  const text = stringifyJson(object);
  objectTexts.set(object, text);
  return text;
}

function encoderOf(exchange: Exchange, route: ResourceRoute, format: Format): (event: WatchEvent) => string {
  if (format.view === "object") {
    return ({ type, object }) => `{"type":"${type}","object":${objectText(object)}}\n`;
  }
  const definition = definitionOf(exchange, route);
  if (format.view === "metadata" || definition === undefined) {
    return ({ type, object }) =>
      stringifyJson({ type, object: metadataOf(object, format.metaVersion) }) + "\n";
  }
  let withColumns = true;
  return ({ type, object }) => {
    const options = { ...tableOptions(exchange, format.metaVersion), definition, withColumns };
    const table = type === "BOOKMARK" ? bookmarkTable(object, format.metaVersion) : tableOf(object, options);
    withColumns &&= type === "BOOKMARK";
    return stringifyJson({ type, object: table }) + "\n";
  };
}

/** A bookmark in a Table has no rows, only how far the watch has come. */
function bookmarkTable({ metadata }: KubeObject, metaVersion: string): unknown {
  const { resourceVersion, annotations } = metadata;
  const rows = annotations === undefined ? [] : [{
    cells: [],
    object: { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${metaVersion}`, metadata },
  }];
  return { kind: "Table", apiVersion: `meta.k8s.io/${metaVersion}`, metadata: { resourceVersion }, rows };
}
