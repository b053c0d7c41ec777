/** Moving between workspaces by path. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isAbsolute, resolvePath, splitServer } from "../../../src/cli/kubectl_ws/workspace_path.ts";

for (
  const [from, argument, to] of [
    ["root", "espw", "root:espw"],
    ["root:my-org", "wmw-c", "root:my-org:wmw-c"],
    ["root:my-org:wmw-c", "..", "root:my-org"],
    ["root:my-org:wmw-c", "..:wmw-s", "root:my-org:wmw-s"],
    ["root:my-org:wmw-c", "../..", "root"],
    ["root:espw", "root", "root"],
    ["root:espw", "root:my-org", "root:my-org"],
    ["root:espw", ":root:my-org", "root:my-org"],
    ["root:espw", ":2x8k3j4h5g6f7d8s", "2x8k3j4h5g6f7d8s"],
    ["root:espw", "/", "root"],
    ["root:espw", "rooted", "root:espw:rooted"],
  ] as const
) test(`from ${from}, ${argument} leads to ${to}`, () => assert.is(resolvePath(from, argument), to));

test("there is nothing above root", () => assert.throws(() => resolvePath("root", ".."), /none above/));

test("absolute paths are told from relative ones", () => {
  assert.equal(["root", "root:a", ":a", "/"].map(isAbsolute), [true, true, true, true]);
  assert.equal(["a", "..", "rooted"].map(isAbsolute), [false, false, false]);
});

test("a server's address names its workspace", () => {
  assert.equal(splitServer("https://h:1/clusters/root:a/"), { base: "https://h:1", workspace: "root:a" });
  assert.throws(() => splitServer("https://h:1"), /does not point to a workspace/);
});

test.run();
