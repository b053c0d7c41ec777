/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mailboxName, parseMailboxName } from "../../src/placement/mailbox_name.ts";

test("a mailbox is named for the cluster and uid of its SyncTarget", () => {
  const uid = "31e5fa4d-0000-4000-8000-000000000000";
  assert.is(mailboxName("2rp1gztc6m5b8b7r", uid), `2rp1gztc6m5b8b7r-mb-${uid}`);
  assert.is(mailboxName("2rp1gztc6m5b8b7r", uid).length, 56);
  assert.equal(parseMailboxName(mailboxName("c", uid)), { cluster: "c", syncTargetUid: uid });
});

for (
  const [name, isMailbox] of [["foo-mb-bar", true], ["-mb-", true], ["foo", false], ["a-mb-b-mb-c", false], [
    "",
    false,
  ]] as const
) {
  test(`${name || "the empty name"} is ${isMailbox ? "" : "not "}a mailbox name`, () => {
    assert.is(parseMailboxName(name) !== null, isMailbox);
  });
}

test.run();
