/** Who may ask, how, and in which spelling. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSample } from "./sample_app.ts";

for (
  const host of [
    "localhost",
    "LOCALHOST:7070",
    "127.0.0.1",
    "127.0.0.1:7070",
    "[::1]:7070",
    "edge.local:7070",
  ]
) {
  test(`a request for ${host} is answered`, async () => {
    const { ask } = createSample({ hosts: ["edge.local"] });
    assert.is((await ask("/healthz", { headers: { host } })).status, 200);
  });
}

for (
  const host of [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost:1:2",
    "user@localhost",
    "[::2]",
    "",
    "127.1",
  ]
) {
  test(`a request for ${JSON.stringify(host)} is misdirected, so a rebound name learns nothing`, async () => {
    const response = await createSample().ask("/actors", { headers: { host } });
    assert.is(response.status, 421);
    assert.is(response.headers.get("content-type"), "application/problem+json");
  });
}

const foreign: readonly Record<string, string>[] = [
  { origin: "http://evil.example" },
  { origin: "null" },
  { origin: "http://127.0.0.1:8081" },
  { origin: "https://127.0.0.1:7070" },
  { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
  { "sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
  { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
];

for (const headers of foreign) {
  test(`another site's request is refused: ${JSON.stringify(headers)}`, async () => {
    const response = await createSample().ask("/actors", { headers });
    assert.is(response.status, 403);
    assert.is(response.headers.get("access-control-allow-origin"), null);
  });
}

test("the page's own requests and followed links are answered", async () => {
  const { ask } = createSample();
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const own: Record<string, string>[] = [{ origin: "http://127.0.0.1:7070" }, {
    "sec-fetch-site": "same-origin",
  }, link];
  for (const headers of own) {
    assert.is((await ask("/actors", { headers })).status, 200);
  }
});

for (
  const path of [
    "//actors",
    "/actors//a",
    "/actors/%2e%2e/a",
    "/actors%2fa",
    "/actors/%5Ca",
    "/actors/%00",
    "/a%zz",
  ]
) {
  test(`the path ${path} reaches no handler, known or not`, async () => {
    const { app } = createSample();
    const request = new Request("http://localhost/", { headers: { host: "localhost" } });
    const response = await app.fetch(request, { incoming: { url: path } });
    assert.is(response.status, 400);
    assert.is((await response.json()).type, "urn:edgechart:problem:bad-path");
  });
}

for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
  test(`${method} is not allowed anywhere`, async () => {
    const response = await createSample().ask("/actors", { method });
    assert.is(response.status, 405);
    assert.is(response.headers.get("allow"), "GET, HEAD");
  });
}

test("every answer, refusals included, carries the same guard against browsers", async () => {
  const { ask } = createSample();
  const refused = { headers: { origin: "http://evil.example" } };
  for (
    const response of [
      await ask("/"),
      await ask("/actors"),
      await ask("/none"),
      await ask("/actors", refused),
    ]
  ) {
    assert.is(response.headers.get("x-content-type-options"), "nosniff");
    assert.is(response.headers.get("cache-control"), "no-store");
    assert.match(
      response.headers.get("content-security-policy") ?? "",
      /default-src 'none'.*script-src 'self'/,
    );
  }
});

test("names are case-sensitive: /ACTORS is not /actors", async () => {
  assert.is((await createSample().ask("/ACTORS")).status, 404);
});

test.run();
