/** A person is told of an edge that cannot be used, and the edge is reached for all the same. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { systemClock } from "../../src/adapters/system/system_clock.ts";
import { connectRemoteEdge } from "../../src/cli/compose/remote_edge.ts";
import { recordingLog } from "../hub/serve/client.ts";

const home = mkdtempSync(join(tmpdir(), "edgechart-remote-"));
const kubeconfig = join(home, "config");
test.before(() =>
  writeFileSync(
    kubeconfig,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      users: [{ name: "u", user: { token: "t" } }],
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
    }),
  )
);
test.after(() => rmSync(home, { recursive: true }));

const syncTarget = { workspace: "", name: "florin" };

test("one line in the log names the edge and says why it does not answer", async () => {
  const log = recordingLog();
  const { api, spec } = connectRemoteEdge({ name: "florin", syncTarget, kubeconfig }, log);
  const told = () => log.lines.find(({ message }) => message === "an edge does not answer yet");
  while (told() === undefined) await new Promise((resolve) => systemClock.after(5, () => resolve(null)));
  assert.match(String(told()?.fields["why"]), /^cannot reach the server: [^\n]+$/);
  assert.equal([told()?.fields["edge"], spec.syncTarget], ["florin", syncTarget]);
  api.close();
});

test("a context that is not there is refused at once", () => {
  const connect = () =>
    connectRemoteEdge({ name: "florin", syncTarget, kubeconfig, context: "other" }, recordingLog());
  assert.throws(connect, /it has no context "other"$/);
});

test.run();
