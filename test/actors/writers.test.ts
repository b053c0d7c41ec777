/** The requests of mailbox, placement, summarizer and supervisor: what is asked, and what each answer becomes. @module */
import { createMarker, markAnnotation } from "../../src/actors/copies/mark.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createEdgePlacementKind } from "../../src/actors/edge_placement.ts";
import { createMailboxWriter } from "../../src/actors/mailbox_writer.ts";
import { createSummarizerKind } from "../../src/actors/summarizer.ts";
import { createSupervisorKind } from "../../src/actors/supervisor.ts";
import { discoverFor } from "../../src/actors/discovery.ts";
import type { LetterEvent, Perform, PerformContext } from "../../src/actors/system/kind.ts";
import { wholeAnnotation } from "../../src/kube/edge_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { wholenessNote } from "../../src/placement/mailbox/wholeness.ts";
import { namespacesServed } from "../machines/examples.ts";
import { sliceObject, toFlorin } from "../machines/journeys/edge_placement.ts";
import { commonSpec, configObject, mailboxInput, workspaceObject } from "../machines/journeys/mailbox.ts";
import { commond, ready, summaryKey, summaryObject } from "../machines/journeys/summarizer.ts";
import { supervisorInput } from "../machines/journeys/supervisor.ts";
import { ScriptedApi } from "./scripted_api.ts";

/** A scripted hub, and the letters that come back. */
class Bench {
  readonly api = new ScriptedApi();
  readonly replies: LetterEvent[] = [];
  readonly context: PerformContext = {
    self: "actor/1",
    effectId: 1,
    now: () => 5,
    tell: () => {},
    reply: (event) => void this.replies.push(event),
  };
  readonly writer = createMailboxWriter(this.api, createMarker("key"), "root:espw");

  perform(perform: Perform, params: unknown): this {
    perform(params as never, this.context);
    return this;
  }

  get reply(): Readonly<Record<string, unknown>> {
    assert.is(this.replies.length, 1, "each request is answered once");
    return this.replies[0] as unknown as Readonly<Record<string, unknown>>;
  }
}

const create = (bench = new Bench()): Bench => {
  bench.writer.createWorkspace({ name: mailboxInput.name, syncTarget: "sync-target-f" }, bench.context);
  return bench;
};

test("2.3, row 3: the workspace is made under the provider's, with the SyncTarget's name on it", () => {
  const bench = create();
  const { verb, cluster, query, body } = bench.api.last;
  assert.equal([verb, cluster, query?.fieldManager], ["create", "root:espw", "mailbox-controller"]);
  const { metadata } = body as KubeObject;
  assert.is(metadata.annotations?.["edge.kcp.io/sync-target-name"], "sync-target-f");
  assert.ok(metadata.annotations?.[markAnnotation], "it carries our mark");
  bench.api.grant(workspaceObject({ annotations: metadata.annotations }));
  assert.equal([bench.reply.type, (bench.reply.workspace as { owner: string }).owner], [
    "workspace.created",
    "ours",
  ]);
});

test("2.3, row 3: a workspace that is there already is looked at; it may be somebody else's", () => {
  const bench = create();
  bench.api.refuse(409, "AlreadyExists");
  bench.api.grant(workspaceObject({ annotations: { "edge.kcp.io/sync-target-name": "sync-target-f" } }));
  assert.is((bench.reply.workspace as { owner: string }).owner, "foreign");
});

test("a refusal is told with its reason, and with a message of bounded length", () => {
  const bench = create();
  bench.api.refuse(403, "Forbidden");
  assert.equal([bench.reply.type, bench.reply.reason], ["request.refused", "Forbidden"]);
});

test("2.3, row 2: the workspace is deleted by uid", () => {
  const bench = new Bench();
  bench.writer.deleteWorkspace({ name: mailboxInput.name, uid: "u-w" }, bench.context);
  assert.equal((bench.api.last.body as { preconditions: unknown }).preconditions, { uid: "u-w" });
  bench.api.grant({});
  assert.equal(bench.reply, { type: "workspace.deletionAccepted", uid: "u-w" });
});

test("2.3, row 2: a workspace that is gone already counts as deleted", () => {
  const bench = new Bench();
  bench.writer.deleteWorkspace({ name: mailboxInput.name, uid: "u-w" }, bench.context);
  bench.api.refuse(404, "NotFound", { name: mailboxInput.name });
  assert.equal(bench.reply, { type: "workspace.deletionAccepted", uid: "u-w" });
});

test("2.3, row 6: a binding that is there is left as it is", () => {
  const bench = new Bench();
  bench.writer.ensureBinding({ cluster: "m1" }, bench.context);
  bench.api.grant({});
  assert.equal([bench.reply.type, bench.api.verbs], ["binding.ensured", ["get"]]);
});

test("2.3, row 6: a missing binding is made to the provider's export; AlreadyExists will do", () => {
  const bench = new Bench();
  bench.writer.ensureBinding({ cluster: "m1" }, bench.context);
  bench.api.refuse(404, "NotFound");
  const { spec } = bench.api.last.body as KubeObject;
  assert.equal(spec, { reference: { export: { path: "root:espw", name: "edge.kcp.io" } } });
  bench.api.refuse(409, "AlreadyExists");
  assert.is(bench.reply.type, "binding.ensured");
});

const writeConfig = (replaces: { uid: string; resourceVersion: string } | null): Bench => {
  const bench = new Bench();
  bench.writer.writeConfig(
    { writes: [{ cluster: "m1", spec: commonSpec, lacking: [], replaces }] },
    bench.context,
  );
  return bench;
};

test("R-41: the-one is created, or replaced at the very version that was seen", () => {
  const made = writeConfig(null);
  assert.equal([made.api.last.verb, made.api.last.query?.fieldManager], ["create", "placement-translator"]);
  const replaced = writeConfig({ uid: "u-c", resourceVersion: "30" });
  const { metadata } = replaced.api.last.body as KubeObject;
  const annotations = { [wholeAnnotation]: wholenessNote(commonSpec, []) };
  assert.equal(metadata, { name: "the-one", annotations, uid: "u-c", resourceVersion: "30" });
  replaced.api.grant(configObject(commonSpec, "31"));
  assert.equal(replaced.reply.config, { uid: "u-c", resourceVersion: "31", spec: commonSpec, lacking: [] });
});

test("R-41: a refused the-one is told", () => {
  const bench = writeConfig(null);
  bench.api.refuse(409, "Conflict");
  assert.equal([bench.reply.type, bench.reply.reason], ["config.refused", "Conflict"]);
});

const slice = { cluster: "w1", name: "edge-placement-c", ownerUid: "u-p", destinations: [toFlorin] };
const writeSlice = (replaces: { uid: string; resourceVersion: string } | null): Bench => {
  const bench = new Bench();
  return bench.perform(createEdgePlacementKind(bench.api).perform.writeSlice, { ...slice, replaces });
};

test("1.3: a slice has its placement's name, and one owner that is neither controller nor in the way", () => {
  const bench = writeSlice(null);
  const { metadata, destinations } = bench.api.last.body as KubeObject;
  assert.is(metadata.name, "edge-placement-c");
  assert.equal(metadata.ownerReferences, [
    { apiVersion: "edge.kcp.io/v1alpha1", kind: "EdgePlacement", name: "edge-placement-c", uid: "u-p" },
  ]);
  assert.equal(destinations, [toFlorin]);
  bench.api.grant(sliceObject([toFlorin]));
  assert.is(bench.reply.type, "slice.written");
});

test("3.6, defect 2: a slice that is there already is found, not taken for written", () => {
  const bench = writeSlice(null);
  bench.api.refuse(409, "AlreadyExists");
  assert.is(bench.api.last.verb, "get");
  bench.api.grant(sliceObject([], "u-old"));
  assert.equal([bench.reply.type, (bench.reply.slice as { ownerUid: string }).ownerUid], [
    "slice.found",
    "u-old",
  ]);
});

test("R-24: a slice is replaced at the version that was seen; a conflict is told and not forced", () => {
  const bench = writeSlice({ uid: "u-s", resourceVersion: "5" });
  const { metadata } = bench.api.last.body as KubeObject;
  assert.equal([bench.api.last.verb, metadata.uid, metadata.resourceVersion], ["update", "u-s", "5"]);
  bench.api.refuse(409, "Conflict");
  assert.equal([bench.reply.type, bench.api.verbs], ["slice.refused", ["update"]]);
});

const placement = { name: "edge-placement-c", uid: "u-p" };
const reports = [{ destination: toFlorin, report: ready }];
const writeSummaries = (writes: readonly unknown[], deletes: readonly unknown[]): Bench => {
  const bench = new Bench();
  const { writeSummaries: perform } = createSummarizerKind(bench.api).perform;
  return bench.perform(perform, { cluster: "w1", writes, deletes });
};

test("R-70: a summary is made in the namespace of its subject, and goes with its placement", () => {
  const bench = writeSummaries(
    [{ key: summaryKey, subject: commond, placement, reports, replaces: null }],
    [],
  );
  assert.equal([bench.api.last.verb, bench.api.last.namespace], ["create", "commonstuff"]);
  const { metadata } = bench.api.last.body as KubeObject;
  assert.is(metadata.ownerReferences?.[0].uid, "u-p");
  bench.api.grant(summaryObject(ready));
  assert.equal([bench.reply.type, bench.reply.key], ["summary.written", summaryKey]);
});

test("R-70: a summary is deleted by uid, and one that is gone counts as deleted", () => {
  const one = { key: summaryKey, namespace: "commonstuff", name: "s", uid: "u-y" };
  const bench = writeSummaries([], [one]);
  assert.equal((bench.api.last.body as { preconditions: unknown }).preconditions, { uid: "u-y" });
  bench.api.refuse(404, "NotFound", { name: "s" });
  assert.is(bench.reply.type, "summary.deletionAccepted");
});

test("a workspace path is resolved by the LogicalCluster in it", () => {
  const bench = new Bench();
  const { resolveWorkspace } = createSupervisorKind(bench.api, supervisorInput).perform;
  bench.perform(resolveWorkspace, { paths: ["root:imw-1"] });
  assert.equal([bench.api.last.cluster, bench.api.last.name], ["root:imw-1", "cluster"]);
  bench.api.grant({ metadata: { name: "cluster", annotations: { "kcp.io/cluster": "c1" } } });
  assert.equal(bench.reply, { type: "workspace.resolved", path: "root:imw-1", cluster: "c1" });
});

test("F13: a discovery that fails is a refusal, never an empty answer", () => {
  const bench = new Bench();
  discoverFor(bench.api, "w1", bench.context);
  bench.api.undiscovered(503, "ServiceUnavailable");
  assert.equal([bench.reply.type, bench.reply.resources], ["discovery.refused", undefined]);
  const granted = new Bench();
  discoverFor(granted.api, "w1", granted.context);
  granted.api.discovered([namespacesServed]);
  assert.is(granted.reply.type, "discovery.answered");
});

test.run();
