/** `--edge` is read as a person means it, and refused with an example. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { edgeConnections, edgeFlag } from "../../src/cli/edge_connection.ts";
import { parseCommandLine } from "../../src/cli/options.ts";

const read = (...values: string[]) => edgeConnections(values, "/here");

test("a SyncTarget, a kubeconfig, and if need be its workspace and a context", () => {
  assert.equal(read("florin=f.kubeconfig", "root:imw-1:guilder=/k/g=1.yaml#kind-guilder"), [
    { name: "florin", syncTarget: { workspace: "", name: "florin" }, kubeconfig: "/here/f.kubeconfig" },
    {
      name: "root:imw-1:guilder",
      syncTarget: { workspace: "root:imw-1", name: "guilder" },
      kubeconfig: "/k/g=1.yaml",
      context: "kind-guilder",
    },
  ]);
});

test("a # in a folder's name is no context", () => {
  assert.is(read("florin=/a#b/config")[0]?.kubeconfig, "/a#b/config");
});

for (const value of ["florin", "=f", "Florin=f", "florin=", "root:=f"]) {
  test(`${value} is refused with an example`, () => {
    assert.throws(() => read(value), /such as root:imw-1:florin=f\.kubeconfig/);
  });
}

test("one SyncTarget is one edge", () => {
  assert.throws(() => read("florin=a", "florin=b"), /names "florin" twice/);
});

test("the flag may be given several times, and is not mixed up with others", () => {
  const line = parseCommandLine([edgeFlag], ["--edge", "a=1", "--edge=b=2"], { env: {}, cwd: "/" });
  assert.equal([line?.repeated.get("edge"), line?.own.size], [["a=1", "b=2"], 0]);
});

test.run();
