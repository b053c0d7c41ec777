/** What is read out of a request before anything is done for it. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { parseListenAddress } from "../../../src/hub/serve/listen_address.ts";
import { scanJson } from "../../../src/hub/serve/request/json_scan.ts";
import { parseAccept } from "../../../src/hub/serve/request/media_type.ts";
import { parseTarget } from "../../../src/hub/serve/request/path.ts";
import { routePath } from "../../../src/hub/serve/request/route.ts";

test("a path that is accepted means its segments and nothing else", () => {
  const piece = fc.constantFrom(
    "/",
    "//",
    "a",
    "..",
    ".",
    "%2f",
    "%2F",
    "%61",
    "%25",
    "%",
    ":",
    "*",
    "\\",
    "%5c",
    "é",
    "%00",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const path = `/${pieces.join("")}`;
      let segments: readonly string[];
      try {
        segments = parseTarget(path).segments;
      } catch (error) {
        return assert.is((error as { status: number }).status, 400);
      }
      for (const segment of segments) {
        assert.not.ok(segment === "" || segment === "." || segment === ".." || /[/\\%]/.test(segment), path);
      }
      assert.is(segments.length, path.replace(/\/$/, "").split("/").length - 1);
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test("a query's first value counts, and odd names are data", () => {
  const { query } = parseTarget("/api?limit=1&limit=2&__proto__=x&labelSelector=a%3Db%2Cc");
  assert.is(query.limit, "1");
  assert.is(query.labelSelector, "a=b,c");
  assert.ok(Object.hasOwn(query, "__proto__"));
});

const words = (path: string) => {
  const { cluster, prefix, route, virtualWorkspace } = routePath(parseTarget(path).segments);
  const { kind, ...rest } = route;
  return JSON.stringify([cluster, prefix, kind, rest, virtualWorkspace].map((part) => part ?? null));
};
for (
  const [path, meaning] of [
    ["/api/v1/namespaces", ["", "resource", { resource: "namespaces" }]],
    ["/api/v1/namespaces/a", ["", "resource", { resource: "namespaces", name: "a" }]],
    ["/api/v1/namespaces/a/status", ["", "resource", {
      resource: "namespaces",
      name: "a",
      subresource: "status",
    }]],
    ["/api/v1/namespaces/a/pods", ["", "resource", { resource: "pods", namespace: "a" }]],
    ["/api/v1/namespaces/a/pods/p/log", [
      "",
      "resource",
      { resource: "pods", namespace: "a", name: "p", subresource: "log" },
    ]],
    ["/api/v1/nodes/n", ["", "resource", { resource: "nodes", name: "n" }]],
  ] as const
) {
  test(`${path} is about its resource`, () => {
    const { route } = routePath(parseTarget(path).segments);
    assert.is(route.kind, meaning[1]);
    if (route.kind !== "resource") return;
    const { resource: { resource }, namespace, name, subresource } = route;
    assert.equal(JSON.parse(JSON.stringify({ resource, namespace, name, subresource })), meaning[2]);
  });
}

test("a virtual workspace is told apart by its export", () => {
  const path = "/services/apiexport/root:espw/edge.kcp.io/clusters/*/apis/edge.kcp.io/v1alpha1/customizers";
  const meaning = words(path);
  assert.match(meaning, '"exportCluster":"root:espw","exportName":"edge.kcp.io"');
  assert.match(meaning, '"*","/services/apiexport/root:espw/edge.kcp.io/clusters/*","resource"');
});

test("the media types of Accept come by weight, then by order", () => {
  const types = parseAccept("text/plain;q=0.5, application/json;as=Table;q=0.9, application/yaml, a/b;q=0");
  assert.equal(types.map(({ type }) => type), ["application/yaml", "application/json", "text/plain"]);
  assert.is(types[1]?.parameters.as, "Table");
});

test("keys given twice are told by path, and depth is counted", () => {
  const text = '{"a":{"b":1,"b":2,"c":[{"d":1,"\\u0064":2}]},"e":"x\\",\\"a\\":","a":[]}';
  assert.equal(scanJson(text, 100), { depth: 4, duplicates: ["a.b", "a.c.d", "a"] });
  assert.is(scanJson("[".repeat(1000), 100).depth, 101);
});

test("scanning finds no duplicate in what JSON.stringify wrote", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(scanJson(JSON.stringify(value), 1000).duplicates, []);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("addresses to listen on", () => {
  assert.equal(parseListenAddress("[::1]:0"), { host: "::1", port: 0 });
  assert.equal(parseListenAddress("127.0.0.1:6443"), { host: "127.0.0.1", port: 6443 });
  for (const text of ["6443", "localhost", "h:99999", "h:", "http://h:1"]) {
    assert.throws(() => parseListenAddress(text), /expected host:port/);
  }
});

test.run();
