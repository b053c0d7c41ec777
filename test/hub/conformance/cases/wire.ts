/** What every request must respect: forms, sizes, depths, paths. @module */
import * as assert from "uvu/assert";
import { type Case, onWire } from "../case.ts";
import { configMapOf } from "../place.ts";

const mebibyte = 1024 * 1024;

export const wire: readonly Case[] = [
  onWire({
    name: "a refusal is a Status with kind, reason, details and code",
    rule: "API conventions, Response Status Kind",
  }, async (place) => {
    const { body } = await place.refused(404, "NotFound", "GET", place.at("configmaps", "none"));
    assert.equal([body.kind, body.apiVersion, body.status, body.code], ["Status", "v1", "Failure", 404]);
    assert.equal(body.details, { name: "none", kind: "configmaps" });
  }),
  onWire({
    name: "a body that is no JSON is a bad request, an unknown form an unsupported media type",
    rule: "API concepts, Alternate representations of resources",
  }, async (place) => {
    const path = place.at("configmaps");
    await place.refused(400, "BadRequest", "POST", path, { text: "{" });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await place.refused(415, "UnsupportedMediaType", "POST", path, { text: "a=b", headers });
    await place.refused(406, "NotAcceptable", "GET", path, { headers: { accept: "image/png" } });
  }),
  onWire({
    name: "an unknown resource, group and method are told apart",
    rule: "API conventions, HTTP Status codes",
  }, async (place) => {
    const below = `/namespaces/${place.namespace}/nothings`;
    await place.refused(404, "NotFound", "GET", `/api/v1${below}`);
    // Kubernetes answers for a group that nobody serves in plain text.
    assert.is((await place.send("GET", `/apis/none.conformance.test/v1${below}`)).code, 404);
    await place.refused(405, "MethodNotAllowed", "PUT", place.at("configmaps"), { body: configMapOf("a") });
  }),
  onWire({
    name: "a body over 3 MiB is too large",
    rule: "kube-apiserver, MaxRequestBodyBytes",
  }, async (place) => {
    const body = configMapOf("big", { a: "x".repeat(4 * mebibyte) });
    const answer = await place.send("POST", place.at("configmaps"), { body });
    assert.is(answer.code, 413);
  }),
  onWire({
    name: "a body nested ten thousand deep is refused and not fatal",
    rule: "kube-apiserver, JSON decoding depth",
  }, async (place) => {
    const text = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"x":${"[".repeat(12_000)}${
      "]".repeat(12_000)
    }}`;
    await place.refused(400, "BadRequest", "POST", place.at("configmaps"), { text });
    await place.ok("GET", place.at("configmaps"));
  }),
  onWire({
    name: "a JSON patch of more than ten thousand operations is too large",
    rule: "kube-apiserver, jsonPatch.MaxJSONPatchOperations",
  }, async (place) => {
    await place.configMap("a");
    const body = Array.from({ length: 10_001 }, () => ({ op: "add", path: "/data/x", value: "1" }));
    const path = place.at("configmaps", "a");
    await place.refused(413, "RequestEntityTooLarge", "PATCH", path, { patch: "json", body });
  }),
  onWire({
    name: "a path in another spelling never leads to the object",
    rule: "RFC 9110, 4.2.3; authorisation sees what is served",
  }, async (place) => {
    await place.configMap("a");
    const proper = place.at("configmaps", "a");
    const upper = proper.replace("configmaps", "ConfigMaps");
    for (const path of [upper, proper.replace("/v1/", "//v1/")]) {
      const { code, body } = await place.send("GET", path);
      assert.ok(code >= 300 && body?.data === undefined, `${path} gave ${code}`);
    }
  }),
  onWire({
    name: "an encoded slash separates nothing and is refused",
    rule: "Edgechart, decision 14 (kube-apiserver decodes it)",
    needs: ["our own promises"],
  }, async (place) => {
    await place.configMap("a");
    const path = place.at("configmaps", "a").replace("configmaps/a", "configmaps%2fa");
    await place.refused(400, "BadRequest", "GET", path);
  }),
  onWire({
    name: "a request with a wrong token is unauthorized, on every path",
    rule: "Authenticating, Bearer tokens",
  }, async (place) => {
    const headers = { authorization: "Bearer wrong" };
    for (const path of [place.at("configmaps"), "/api", "/no/such/path"]) {
      await place.refused(401, "Unauthorized", "GET", path, { headers });
    }
  }),
  onWire({
    name: "discovery is served plain and aggregated, and says the same",
    rule: "KEP-3352 Aggregated discovery",
  }, async (place) => {
    const plain = await place.ok("GET", "/api/v1");
    const headers = { accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" };
    const { items } = await place.ok("GET", "/api", { headers });
    const names = items[0].versions[0].resources.map(({ resource }: { resource: string }) => resource).sort();
    const plainNames = plain.resources.map(({ name }: { name: string }) => name).filter((name: string) =>
      !name.includes("/")
    );
    assert.equal(names, plainNames.sort());
  }),
  onWire({
    name: "OpenAPI v3 describes a group version, and that its patches take fieldValidation",
    rule: "KEP-2896 OpenAPI v3",
  }, async (place) => {
    const { paths } = await place.ok("GET", "/openapi/v3");
    const document = await place.ok(
      "GET",
      paths["api/v1"].serverRelativeURL.replace(/^.*?(?=\/openapi)/, ""),
    );
    const { parameters } = document.paths["/api/v1/namespaces/{namespace}/configmaps/{name}"].patch;
    const names = parameters.map(({ name }: { name: string }) => name);
    assert.ok(names.includes("fieldValidation"), "or kubectl validates by itself");
  }),
];
