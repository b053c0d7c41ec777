/** A hostile edge reaches for what is not its mailbox: by name, by virtual workspaces, and by tricks with paths and headers. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Attempt, configMap, edgeApi, hostileEdge, merge, post, remove } from "./hostile_edge.ts";

const { at, edge, refuses, assertUnharmed } = hostileEdge();

const core = (cluster: string, rest: string) => `/clusters/${cluster}/api/v1/${rest}`;

function everyWayInto(place: string): readonly Attempt[] {
  return [
    { does: "lists", path: core(place, "configmaps") },
    { does: "reads", path: core(place, "namespaces/stuff/configmaps/site") },
    { does: "watches", path: core(place, "secrets?watch=true") },
    { does: "discovers", path: `/clusters/${place}/apis` },
    { does: "reads the API", path: `/clusters/${place}/openapi/v3` },
    { does: "writes", ...post(core(place, "namespaces/default/configmaps"), configMap("x")) },
    { does: "deletes", ...remove(core(place, "namespaces/stuff/configmaps/site")) },
    {
      does: "says that it lives",
      ...merge(`/clusters/${place}${edgeApi}/syncerconfigs/the-one/status`, { status: {} }),
    },
  ];
}

refuses("no other workspace, by path, id or star, exists for it", () => {
  const [ownId, otherId] = [at.ownName, at.otherName].map((path) =>
    path.split(":").at(-1)?.split("-mb-")[0] ?? ""
  );
  const places = [
    at.otherName,
    "root",
    "root:espw",
    "root:imw-1",
    "root:wmw",
    "root:compute",
    "*",
    ownId,
    otherId,
  ];
  return places.flatMap(everyWayInto);
});

test("a workspace that is not there looks like one that is forbidden", async () => {
  const [there, nowhere] = [
    await edge({ path: core(at.otherName, "configmaps") }),
    await edge({ path: core("root:nowhere", "configmaps") }),
  ];
  const mask = (text: string) => text.replaceAll(at.otherName, "W").replaceAll("root:nowhere", "W");
  assert.equal([there.code, mask(there.text)], [nowhere.code, mask(nowhere.text)]);
});

refuses("virtual workspaces are not for it", () => [
  { does: "lists all", path: `/services/apiexport/root:espw/edge.kcp.io/clusters/*${edgeApi}/syncerconfigs` },
  {
    does: "lists its own",
    path: `/services/apiexport/root:espw/edge.kcp.io${at.own}${edgeApi}/syncerconfigs`,
  },
  { does: "tries an unknown one", path: `/services/apiexport/root/none/clusters/*${edgeApi}/syncerconfigs` },
  { does: "tries another service", path: `/services/syncer/clusters/*${edgeApi}/syncerconfigs` },
]);

refuses("a path has one spelling, and identity comes from the token alone", () => {
  const other = `${at.other}/api/v1/configmaps`;
  const own = `${at.own}/api/v1/configmaps`;
  const codes = [400, 403, 404];
  const tricks = [
    `/${other}`,
    other.replace("/api", "//api"),
    `${at.own}/..${other.slice("/clusters".length)}`,
    `${at.own}/../../clusters/root/api/v1/configmaps`,
    `${at.own}/%2e%2e/%2e%2e${other}`,
    `${at.own}%2f..%2f..${other}`,
    `${at.own}/%252e%252e${other}`,
    `${at.own}\\..\\${other}`,
    other.replace("/clusters", "/Clusters"),
    other.replace("/api/", "/API/"),
    other.replace("configmaps", "ConfigMaps"),
    other.replace(":", "%3a"),
    other.replace("root", "ROOT"),
    `${other};x=${own}`,
    `/clusters/%2a/api/v1/configmaps`,
    `/clusters/${at.ownName},${at.otherName}/api/v1/configmaps`,
    `/clusters/${at.ownName}:${at.otherName}/api/v1/configmaps`,
    `/clusters/${at.ownName}:../api/v1/configmaps`,
    "/api/v1/configmaps",
    "/../etc/passwd",
  ];
  const claims: Readonly<Record<string, string>>[] = [
    { "impersonate-user": "admin" },
    { "impersonate-group": "system:masters", "impersonate-user": "x" },
    { "impersonate-uid": "1" },
    { "x-remote-user": "admin", "x-remote-group": "system:masters" },
    { "x-forwarded-user": "admin" },
    { "x-original-url": own, "x-rewrite-url": own },
    { "x-http-method-override": "DELETE" },
    { host: "evil.example" },
    { origin: "https://evil.example" },
  ];
  return [
    ...tricks.map((path) => ({ does: "plays with the path", path, codes })),
    ...claims.map((headers) => ({ does: `claims ${JSON.stringify(headers)}`, path: other, headers, codes })),
  ];
});

test("after all of this the other edge's mailbox and what came down are as they were", assertUnharmed);

test.run();
