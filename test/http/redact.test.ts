/** The last net under the allow-lists of the actors. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSample } from "./sample_app.ts";

const secret = "c3VwZXItc2VjcmV0";

for (
  const context of [
    { object: { kind: "Secret", data: { "tls.crt": secret } } },
    { object: { kind: "Secret", stringData: secret } },
    { token: secret },
    { "client-key-data": secret },
    { nested: [{ bearerToken: secret }] },
    { annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{"data":"${secret}"}` } },
    { note: `Authorization: Bearer ${secret}` },
    { note: `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrOHMifQ.${secret}` },
    { note: `-----BEGIN EC PRIVATE KEY-----\n${secret}` },
  ]
) {
  test(`a secret that slipped into a context stays inside: ${Object.keys(context)}`, async () => {
    const { ask, directory } = createSample();
    directory.details = { context, lastError: `refused: Bearer ${secret}` };
    const text = await (await ask("/actors/supervisor")).text();
    assert.not.match(text, secret);
    assert.match(text, "[redacted]");
  });
}

test("what only sounds like a secret is shown", async () => {
  const { ask, directory } = createSample();
  directory.details = {
    context: { resource: "secrets.v1", kind: "ConfigMap", data: { a: "b" }, tokenCount: 3 },
  };
  const { context } = await (await ask("/actors/supervisor")).json();
  assert.equal(context, { resource: "secrets.v1", kind: "ConfigMap", data: { a: "b" }, tokenCount: 3 });
});

test.run();
