/** A mailbox as a logical cluster: requests for its objects become requests for their carriers, and answers objects again. @module */
import { carriedNamespaceLabel, carriedResourceLabel, edgeGroup } from "../../../kube/edge_api.ts";
import { parseLabelSelector } from "../../../kube/label_selector_text.ts";
import type { KubeList, KubeObject } from "../../../kube/object.ts";
import { groupResourceKey, type Gvr } from "../../../kube/resource.ts";
import { SelectorSyntaxError } from "../../../kube/selector_syntax_error.ts";
import type {
  ApiAnswer,
  ApiRequest,
  ClusterApi,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../../../ports/cluster_api.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import { answerLater, closeLater } from "./later.ts";
import {
  carried,
  carriedResourceValue,
  carrierName,
  carrierResource,
  carry,
  isRepeated,
  repeated,
} from "./carrier.ts";

type Query = Readonly<Record<string, string>>;

/** Asks for an object of the mailbox, or several. */
export function callMailbox(
  api: ClusterApi,
  request: ApiRequest,
  answer: (answer: ApiAnswer) => void,
): void {
  const translated = translate(request);
  if (translated instanceof KubeError) return answerLater(answer, translated);
  api.call(translated, (given) => answer(present(request, given)));
}

/** Follows the objects of one resource of the mailbox. */
export function watchMailbox(api: ClusterApi, request: WatchRequest, sink: WatchSink): WatchHandle {
  const { cluster: mailbox, resource: gvr } = request;
  const query = selecting(request);
  if (query instanceof KubeError) return closeLater(sink, query);
  const at = { cluster: "", resource: carrierResource(gvr), namespace: mailbox, query };
  return api.watch(at, {
    opened: () => sink.opened?.(),
    closed: (error) => sink.closed(error),
    event: ({ type, object }) => {
      if (type === "BOOKMARK") return sink.event({ type, object });
      const found = carried(mailbox, gvr, object);
      if (found !== null) sink.event({ type, object: found });
    },
  });
}

function translate(request: ApiRequest): ApiRequest | KubeError {
  const { cluster: mailbox, resource: gvr, name, verb } = request;
  const at = { ...request, cluster: "", resource: carrierResource(gvr), namespace: mailbox };
  if (verb === "list") {
    const query = selecting(request);
    return query instanceof KubeError ? query : { ...at, query };
  }
  if (verb === "deletecollection" || (name ?? nameIn(request)) === undefined) {
    return refused(
      405,
      "MethodNotAllowed",
      `a mailbox does not serve ${verb} of ${gvr.resource} without a name`,
    );
  }
  if (request.subresource !== undefined && !hasSubresource(request)) {
    return refused(404, "NotFound", "the server could not find the requested resource");
  }
  const placed = verb === "create" ? at : { ...at, name: carrierName(placeOf(request)) };
  if (verb === "create" || verb === "update") {
    return { ...placed, body: carry(placeOf(request), request.body as KubeObject) };
  }
  return verb === "patch" ? patched(request, placed) : placed;
}

function hasSubresource({ resource, subresource }: ApiRequest): boolean {
  return subresource === "status" && groupResourceKey(resource) !== "secrets";
}

function nameIn({ body }: ApiRequest): string | undefined {
  return (body as Partial<KubeObject> | undefined)?.metadata?.name;
}

function placeOf(request: ApiRequest) {
  const { cluster: mailbox, resource: gvr, namespace = "", name = nameIn(request) ?? "" } = request;
  return { mailbox, gvr, namespace, name };
}

/** A merge patch has the shape of the object, so it can be carried like one; the others name places in it. */
function patched(request: ApiRequest, at: ApiRequest): ApiRequest | KubeError {
  if (request.patchType !== "merge" || groupResourceKey(request.resource) === "secrets") {
    return refused(415, "UnsupportedMediaType", "a mailbox takes merge patches, and none of Secrets");
  }
  const { status, metadata = {}, ...rest } = request.body as Partial<KubeObject>;
  const { uid, resourceVersion, finalizers, ...own } = metadata as KubeObject["metadata"];
  const labels = repeated(own.labels);
  const place = { uid, resourceVersion, finalizers, ...(Object.keys(labels).length > 0 && { labels }) };
  const content = { ...rest, ...(Object.keys(own).length > 0 && { metadata: own }) };
  const body = {
    metadata: Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined)),
    ...(Object.keys(content).length > 0 && { object: content }),
    ...(status !== undefined && { status }),
  };
  return { ...at, body };
}

/** The query of a list or watch, with the selector that finds carriers of this resource. */
function selecting({ resource, namespace, query = {} }: WatchRequest): Query | KubeError {
  const { labelSelector = "", fieldSelector = "", ...rest } = query;
  if (fieldSelector !== "") return refused(400, "BadRequest", "a mailbox takes no field selectors");
  if (!isSelectable(labelSelector)) {
    return refused(400, "BadRequest", `a mailbox is selected by labels of ${edgeGroup} only`);
  }
  const terms = [
    labelSelector,
    `${carriedResourceLabel}=${carriedResourceValue(resource)}`,
    namespace === undefined ? "" : `${carriedNamespaceLabel}=${namespace}`,
  ];
  return { ...rest, labelSelector: terms.filter((term) => term !== "").join(",") };
}

function isSelectable(labelSelector: string): boolean {
  try {
    return (parseLabelSelector(labelSelector).matchExpressions ?? []).every(({ key }) => isRepeated(key));
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return false;
    throw error;
  }
}

function present(request: ApiRequest, answer: ApiAnswer): ApiAnswer {
  if (!answer.ok) return { ok: false, error: renamed(answer.error, request) };
  const { cluster: mailbox, resource: gvr } = request;
  if (request.verb === "list") {
    const { items, ...list } = answer.body as KubeList;
    return { ...answer, body: { ...list, items: items.flatMap((one) => carried(mailbox, gvr, one) ?? []) } };
  }
  const body = answer.body as KubeObject;
  if (body.kind === "Status") return answer;
  const object = carried(mailbox, gvr, body);
  if (object !== null) return { ...answer, body: object };
  const { name, resource, group } = { ...gvr, ...placeOf(request) };
  const message = `${resource} "${name}" not found: what stands in its place carries something else`;
  return { ok: false, error: new KubeError(404, "NotFound", message, { name, group, kind: resource }) };
}

/** A refusal about the carrier is one about the object; one about the namespace is left as it is. */
function renamed(error: KubeError, request: ApiRequest): KubeError {
  const { status, reason, message, details, cause } = error;
  const carrier: Gvr = carrierResource(request.resource);
  const isAboutCarrier = details.name !== undefined &&
    (details.kind === carrier.resource || details.kind === "MailboxObject" || details.kind === "Secret");
  if (!isAboutCarrier) return error;
  const { name } = placeOf(request);
  const { group, resource } = request.resource;
  const about = { ...details, name, group, kind: resource };
  return new KubeError(status, reason, `${resource} "${name}" in its mailbox: ${message}`, about, cause);
}

function refused(status: number, reason: KubeError["reason"], message: string): KubeError {
  return new KubeError(status, reason, message);
}
