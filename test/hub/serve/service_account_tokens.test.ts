/** Tokens of ServiceAccounts are good for their account, here, and for their time. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Buffer } from "node:buffer";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { createServiceAccountTokens } from "../../../src/hub/serve/credentials/service_account_tokens.ts";

const account = { cluster: "2x8k3j4h5g6f7d8s", namespace: "n", name: "robot", uid: "u1" };
let folder = "";
let uid: string | undefined;
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), "edgechart-tokens-"));
  uid = "u1";
});
test.after.each(() => rmSync(folder, { recursive: true }));

const open = (clock = new VirtualClock()) =>
  createServiceAccountTokens({ dataDir: folder, clock, uidOf: () => uid });

test("a token is its account, also after a restart", () => {
  const caller = open().authenticate(open().issue(account));
  assert.equal(caller, {
    user: "system:serviceaccount:n:robot",
    groups: [
      "system:serviceaccounts",
      "system:serviceaccounts:n",
      "system:authenticated",
      "system:cluster:2x8k3j4h5g6f7d8s",
    ],
    uid: "u1",
  });
});

test("a token ends with its time", () => {
  const clock = new VirtualClock();
  const tokens = open(clock);
  const token = tokens.issue(account, 60);
  clock.advance(59_000);
  assert.ok(tokens.authenticate(token));
  clock.advance(1_000);
  assert.is(tokens.authenticate(token), undefined);
});

test("a token ends with its account, also when another comes under the same name", () => {
  const tokens = open();
  const token = tokens.issue(account);
  for (uid of ["u2", undefined]) assert.is(tokens.authenticate(token), undefined);
});

test("a token that was changed, or names its own algorithm, is nobody's", () => {
  const tokens = open();
  const [head = "", body = "", signature = ""] = tokens.issue(account).split(".");
  const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = text({ ...account, name: "admin" });
  const none = text({ alg: "none" });
  for (
    const token of [`${head}.${forged}.${signature}`, `${none}.${body}.`, `${head}.${body}`, "x", "", "..."]
  ) {
    assert.is(tokens.authenticate(token), undefined, token);
  }
});

test.run();
