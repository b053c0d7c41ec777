/** Answers about the API itself: discovery, OpenAPI, version, health. @module */
import { KubeError } from "../../../ports/kube_error.ts";
import {
  aggregatedContentType,
  aggregatedDiscovery,
  aggregatedVersion,
} from "../discovery/aggregated_discovery.ts";
import { type GroupOfKinds, groupsOf, type VersionOfGroup } from "../discovery/groups.ts";
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from "../discovery/plain_discovery.ts";
import { encodeOpenapiV2, openapiProtobufNames, openapiProtobufType } from "../openapi/openapi_protobuf.ts";
import { openapiV2Document } from "../openapi/openapi_v2.ts";
import { openapiV3Index, openapiV3Text } from "../openapi/openapi_v3.ts";
import { parseAccept } from "../request/media_type.ts";
import type { DiscoveryRoute } from "../request/route.ts";
import { jsonReply, type Reply } from "../respond/reply.ts";
import { type Exchange, kindsSeen } from "./exchange.ts";

/**
 * What `GET /version` says. The minor version decides which kubectl a dispatching kubectl runs; it names the
 * Kubernetes whose API is served here.
 */
export const serverVersion = {
  major: "1",
  minor: "33",
  gitVersion: "v1.33.0+edgechart",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "",
};

/** Answers a discovery or OpenAPI path with what the caller may see. Throws `KubeError` 403 or 404. */
export function describeApi(exchange: Exchange, route: DiscoveryRoute): Reply {
  const kinds = kindsSeen(exchange);
  const groups = groupsOf(kinds);
  const named = groups.filter(({ group }) => group !== "");
  switch (route.kind) {
    case "paths":
      return jsonReply(200, { paths: rootPaths(groups) });
    case "coreVersions":
      return versionsReply(exchange, groups.filter(({ group }) => group === ""));
    case "groups":
      return groupsReply(exchange, named);
    case "group":
      return jsonReply(200, apiGroup(find(named, ({ group }) => group === route.group)));
    case "resources":
      return jsonReply(200, apiResourceList(findVersion(groups, route)));
    case "openapiV2":
      return openapiV2Reply(exchange);
    case "openapiV3":
      return route.group === undefined ? jsonReply(200, openapiV3Index(groups, exchange.path.prefix)) : {
        code: 200,
        contentType: "application/json",
        body: openapiV3Text(findVersion(groups, route)).text,
      };
  }
}

function rootPaths(groups: readonly GroupOfKinds[]): readonly string[] {
  const versions = groups.flatMap(({ versions }) => versions).map(({ group, groupVersion }) =>
    group === "" ? `/api/${groupVersion}` : `/apis/${groupVersion}`
  );
  return [
    "/api",
    "/apis",
    "/healthz",
    "/livez",
    "/openapi/v2",
    "/openapi/v3",
    "/readyz",
    "/version",
    ...versions,
  ];
}

function versionsReply(exchange: Exchange, core: readonly GroupOfKinds[]): Reply {
  const versions = core.flatMap((group) => group.versions.map(({ version }) => version));
  const address = exchange.request.headers.host ?? "";
  return aggregatedReply(exchange, core) ?? jsonReply(200, apiVersions(versions, address));
}

function groupsReply(exchange: Exchange, named: readonly GroupOfKinds[]): Reply {
  return aggregatedReply(exchange, named) ?? jsonReply(200, apiGroupList(named));
}

function aggregatedReply({ request }: Exchange, groups: readonly GroupOfKinds[]): Reply | undefined {
  const version = aggregatedVersion(request.headers.accept);
  if (version === undefined) return undefined;
  return jsonReply(200, aggregatedDiscovery(groups, version), aggregatedContentType(version));
}

function openapiV2Reply(exchange: Exchange): Reply {
  const document = openapiV2Document(kindsSeen(exchange));
  const wanted = parseAccept(exchange.request.headers.accept).map(({ type }) => type);
  const form = wanted.find((type) => type === "application/json" || openapiProtobufNames.includes(type));
  if (form === undefined || form === "application/json") return jsonReply(200, document);
  return { code: 200, contentType: openapiProtobufType, body: encodeOpenapiV2(document) };
}

function findVersion(groups: readonly GroupOfKinds[], route: DiscoveryRoute): VersionOfGroup {
  const { versions } = find(groups, ({ group }) => group === route.group);
  return find(versions, ({ version }) => version === route.version);
}

function find<T>(items: readonly T[], matches: (item: T) => boolean): T {
  const item = items.find(matches);
  if (item === undefined) {
    throw new KubeError(404, "NotFound", "the server could not find the requested resource");
  }
  return item;
}
