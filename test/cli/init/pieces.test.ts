/** What each kind of hub is given. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { definitionPieces, inventoryExports, workspacePieces } from "../../../src/cli/init/pieces.ts";
import { judge, nameOf, type Piece } from "../../../src/cli/init/piece.ts";
import type { KubeObject } from "../../../src/kube/object.ts";

const named = (pieces: readonly Piece[], kind: string) =>
  pieces.filter(({ object }) => object.kind === kind).map(({ object }) => object.metadata.name);

test("a Kubernetes gets the definitions, and none of what only mailboxes have", () => {
  const names = named(definitionPieces(), "CustomResourceDefinition");
  for (const name of ["synctargets.workload.kcp.io", "mailboxobjects.edge.kcp.io"]) {
    assert.ok(names.includes(name));
  }
  assert.not(names.includes("syncerconfigs.edge.kcp.io"));
});

test("a kcp gets the workspace first, then schemas, then the export of them", () => {
  const pieces = workspacePieces([]);
  assert.is(nameOf(pieces[0]!), "Workspace espw in root");
  assert.is(nameOf(pieces.at(-1)!), "APIExport edge.kcp.io in root:espw");
  assert.equal(named(pieces, "APIExport"), ["edge.kcp.io"]);
});

test("a kcp that has no SyncTargets any more gets exports of them, with their schemas before them", () => {
  const pieces = workspacePieces(inventoryExports);
  assert.equal(named(pieces, "APIExport"), ["edge.kcp.io", "scheduling.kcp.io", "workload.kcp.io"]);
  const order = pieces.map(({ object }) => object.metadata.name);
  assert.ok(order.indexOf("v1.synctargets.workload.kcp.io") < order.indexOf("workload.kcp.io"));
});

/** What is there under the name of a piece: its own object, with another spec and perhaps our label. */
function found({ object }: Piece, spec: object, labels: Record<string, string> = {}): KubeObject {
  return { ...object, metadata: { name: object.metadata.name, uid: "u", labels }, spec };
}

const ours = { "app.kubernetes.io/managed-by": "edgechart" };
const exported = workspacePieces([]).at(-1)!;
const schema = workspacePieces([])[1]!;

test("an export of ours is brought up to date, one of somebody else's is used or is in the way", () => {
  const older = { latestResourceSchemas: ["v0.customizers.edge.kcp.io"] };
  assert.is(judge(exported, found(exported, older, ours)).step, "update");
  const { latestResourceSchemas } = exported.object["spec"] as { latestResourceSchemas: readonly string[] };
  const renamed = latestResourceSchemas.map((name) => name.replace(/^[^.]+/, "theirs"));
  assert.is(judge(exported, found(exported, { latestResourceSchemas: renamed })).step, "keep");
  const verdict = judge(exported, found(exported, older));
  assert.match(
    verdict.step === "refuse" ? verdict.why : verdict.step,
    /does not export singleplacementslices\.edge\.kcp\.io/,
  );
});

test("a schema cannot be changed, so one that differs is used as it is or is in the way", () => {
  const { spec } = schema.object as KubeObject & { spec: { versions: readonly object[] } };
  const described = {
    ...spec,
    versions: spec.versions.map((version) => ({ ...version, additionalPrinterColumns: [] })),
  };
  assert.is(judge(schema, found(schema, described, ours)).step, "keep");
  assert.is(judge(schema, found(schema, { ...spec, scope: "other" }, ours)).step, "refuse");
});

test("what holds more than is wanted is as it should be", () => {
  const spec = { ...schema.object["spec"] as object, conversion: { strategy: "None" } };
  assert.equal(judge(schema, found(schema, spec)), { step: "keep", why: "is there" });
});

test.run();
