/** How copies are written, adopted, left alone and deleted (R-42, R-60, R-61, S2, S3, S14). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { edgeStyle } from "../../../src/actors/copies/edge_style.ts";
import { mailboxStyle } from "../../../src/actors/copies/mailbox_style.ts";
import { performCopies } from "../../../src/actors/copies/perform_copies.ts";
import type { CopyTarget } from "../../../src/actors/copies/target.ts";
import { createObjectCache } from "../../../src/actors/object_cache.ts";
import { configMaps, namespaces, secrets } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import type { CopyAnswer } from "../../../src/machines/mailbox/context.ts";
import { objectKey } from "../../../src/kube/facts.ts";
import type { CopyOperation } from "../../../src/placement/copies/operations.ts";
import { served } from "../../machines/examples.ts";
import { ScriptedApi } from "../scripted_api.ts";

const reflector = "reflector/hub/w1/configmaps.v1";
const copies = reflectorAddress({
  source: "hub",
  cluster: "m1",
  gvr: configMaps,
  selector: "edge.kcp.io/projected=yes",
});

const httpd: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "httpd", namespace: "commonstuff", uid: "u-source", resourceVersion: "7" },
  data: { "index.html": "hello" },
};
const copied: KubeObject = {
  ...httpd,
  metadata: {
    ...httpd.metadata,
    uid: "u-copy",
    resourceVersion: "20",
    labels: { "edge.kcp.io/projected": "yes" },
  },
};

function operationOf(step: CopyOperation["step"], changes: Partial<CopyOperation> = {}): CopyOperation {
  const { gvr = configMaps, namespace = "commonstuff", name = "httpd" } = changes;
  return {
    step,
    key: objectKey({ gvr, namespace, name }),
    gvr,
    namespace,
    name,
    form: "whole",
    from: { reflector, cluster: "w1", uid: "u-source", resourceVersion: "6" },
    target: step === "create" ? null : { uid: "u-copy", resourceVersion: "20" },
    ...changes,
  };
}

const namespaceChange = { gvr: namespaces, namespace: "", name: "commonstuff" } as const;

/** One operation on a scripted server. */
class Bench {
  readonly api = new ScriptedApi();
  readonly answers: CopyAnswer[] = [];
  readonly cache = createObjectCache();
  readonly target: CopyTarget;
  now = 5;

  constructor(
    style: CopyTarget["style"] = mailboxStyle,
    source: KubeObject | null = httpd,
    served: readonly string[] = [],
  ) {
    this.target = {
      api: this.api,
      cluster: "m1",
      cache: this.cache,
      style,
      served,
      now: () => this.now,
    };
    if (source !== null) this.cache.view(reflector).set("configmaps/commonstuff/httpd", source);
  }

  seen(copy: KubeObject): this {
    this.cache.view(copies).set("configmaps/commonstuff/httpd", copy);
    return this;
  }

  perform(operation: CopyOperation): this {
    performCopies(this.target, "hub", [operation], (answer) => void this.answers.push(answer));
    return this;
  }

  get answer(): CopyAnswer {
    assert.is(this.answers.length, 1, "each operation is answered once");
    return this.answers[0];
  }

  get reason(): string {
    return this.answer.type === "copy.refused" ? this.answer.reason : this.answer.type;
  }
}

test("a copy is created in its place, with our label, and agreed at the version of the body that was used", () => {
  const bench = new Bench().perform(operationOf("create"));
  const { verb, cluster, namespace, body } = bench.api.last;
  assert.equal([verb, cluster, namespace], ["create", "m1", "commonstuff"]);
  const { metadata } = body as KubeObject;
  assert.equal([metadata.labels?.["edge.kcp.io/projected"], metadata.uid], ["yes", undefined]);
  bench.api.grant(copied);
  const { answer } = bench;
  assert.ok(answer.type === "copy.agreed");
  const { from, seen } = answer;
  assert.equal([from.resourceVersion, seen.resourceVersion, seen.owner], ["7", "20", "ours"]);
});

test("what is not in view is not copied, and no request is made", () => {
  const bench = new Bench(mailboxStyle, null).perform(operationOf("create"));
  assert.equal([bench.reason, bench.api.requests.length], ["Unseen", 0]);
});

test("F17: a copy that is there already and is ours is brought up to date", () => {
  const bench = new Bench().perform(operationOf("create"));
  bench.api.refuse(409, "AlreadyExists");
  bench.api.grant({ ...copied, data: { "index.html": "old" } });
  assert.equal(bench.api.verbs, ["create", "get", "update"]);
  bench.api.grant(copied);
  assert.is(bench.reason, "copy.agreed");
});

test("S3, F29: an object of somebody else is left alone", () => {
  const bench = new Bench().perform(operationOf("create"));
  bench.api.refuse(409, "AlreadyExists");
  bench.api.grant(httpd);
  assert.equal([bench.reason, bench.api.verbs], ["Foreign", ["create", "get"]]);
});

test("a Namespace of somebody else will do as it is", () => {
  const bench = new Bench();
  bench.cache.view(reflector).set("namespaces//commonstuff", httpd);
  bench.perform(operationOf("create", { ...namespaceChange, form: "bare" }));
  assert.equal((bench.api.last.body as KubeObject).metadata.name, "commonstuff");
  bench.api.refuse(409, "AlreadyExists");
  bench.api.grant({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "commonstuff", uid: "u-theirs" },
  });
  const { answer } = bench;
  assert.ok(answer.type === "copy.agreed");
  assert.equal([answer.seen.owner, bench.api.verbs], ["foreign", ["create", "get"]]);
});

test("F32: a Namespace of somebody else that is being deleted will not do: it is tried again until it has gone", () => {
  const bench = new Bench();
  bench.cache.view(reflector).set("namespaces//commonstuff", httpd);
  bench.perform(operationOf("create", { ...namespaceChange, form: "bare" }));
  bench.api.refuse(409, "AlreadyExists");
  const metadata = { name: "commonstuff", uid: "u-theirs", deletionTimestamp: "2026-01-01T00:00:00Z" };
  bench.api.grant({ apiVersion: "v1", kind: "Namespace", metadata });
  assert.is(bench.reason, "Ending");
});

test("law 5: a copy that is as it should be is agreed without a request", () => {
  const bench = new Bench().seen(copied).perform(operationOf("update"));
  assert.equal([bench.reason, bench.api.requests.length], ["copy.agreed", 0]);
});

test("an update replaces the version that was seen, with what the source says now (P8)", () => {
  const old = { ...copied, binaryData: { gone: "x" } };
  const bench = new Bench().seen(old).perform(operationOf("update"));
  const body = bench.api.last.body as KubeObject;
  assert.equal([body.metadata.resourceVersion, body.metadata.uid], ["20", "u-copy"]);
  assert.equal([body.data, body.binaryData], [httpd.data, undefined]);
});

test("a copy that the watch has not shown yet is asked for before it is replaced", () => {
  const bench = new Bench().perform(operationOf("update"));
  assert.equal(bench.api.verbs, ["get"]);
  bench.api.grant(copied);
  assert.is(bench.reason, "copy.agreed");
});

test("F15: a conflict is a refusal, and nothing is forced", () => {
  const bench = new Bench().seen({ ...copied, data: {} }).perform(operationOf("update"));
  bench.api.refuse(409, "Conflict");
  assert.equal([bench.reason, bench.api.verbs], ["Conflict", ["update"]]);
});

test("S2: a delete names the uid and the version that it may delete, and no other", () => {
  const bench = new Bench().perform(operationOf("delete"));
  const { preconditions } = bench.api.last.body as { preconditions: unknown };
  assert.equal(preconditions, { uid: "u-copy", resourceVersion: "20" });
  bench.api.grant(copied);
  assert.equal(bench.answer, {
    type: "copy.deletionAccepted",
    key: "configmaps/commonstuff/httpd",
    uid: "u-copy",
  });
});

test("S2: a delete of what was never seen is not requested", () => {
  const bench = new Bench().perform(operationOf("delete", { target: null }));
  assert.equal([bench.reason, bench.api.requests.length], ["Unseen", 0]);
});

test("a copy that somebody else has deleted is gone; a resource that is not served proves nothing (F13)", () => {
  const gone = new Bench().perform(operationOf("delete"));
  gone.api.refuse(404, "NotFound", { name: "httpd" });
  assert.is(gone.reason, "copy.deletionAccepted");
  const unserved = new Bench().perform(operationOf("delete"));
  unserved.api.refuse(404, "NotFound", {});
  assert.is(unserved.reason, "NotFound");
});

const emptied = operationOf("delete", namespaceChange);

test("S14: a Namespace goes only when nothing but the server's own is in it", () => {
  const bench = new Bench().perform(emptied);
  bench.api.discovered([served(configMaps, true), served(namespaces, false), served(secrets, true)]);
  assert.equal([bench.api.last.verb, bench.api.last.namespace], ["list", "commonstuff"]);
  bench.api.list([{ ...httpd, metadata: { name: "kube-root-ca.crt", namespace: "commonstuff" } }], "30");
  bench.api.list([], "30");
  assert.equal(bench.api.verbs, ["list", "list"]);
  const { key } = emptied;
  assert.equal(bench.answer, { type: "copy.emptied", key, uid: "u-copy", resourceVersion: "20", since: 5 });
  assert.equal(new Bench().perform({ ...emptied, emptySince: 5 }).api.verbs, ["delete"]);
});

test("S14: a Namespace with something foreign in it is kept, and says what holds it", () => {
  const bench = new Bench().perform(emptied);
  bench.api.discovered([served(configMaps, true), served(namespaces, false)]);
  bench.api.list([{ ...httpd, metadata: { name: "theirs", namespace: "commonstuff" } }], "30");
  assert.equal([bench.reason, bench.api.verbs], ["NotEmpty", ["list"]]);
  assert.match(JSON.stringify(bench.answer), "configmaps theirs");
});

test("S14: a discovery that leaves out what is served is not looked through: what is there would not show", () => {
  const bench = new Bench(undefined, undefined, ["configmaps", "secrets"]).perform(emptied);
  bench.api.discovered([served(namespaces, false), served(secrets, true)]);
  assert.equal([bench.reason, bench.api.verbs], ["Unknown", []]);
  assert.match(JSON.stringify(bench.answer), "does not show configmaps");
});

test("a look through a Namespace survives a failure or two on the way, and a third ends it", () => {
  const bench = new Bench().perform(emptied);
  bench.api.discovered([served(configMaps, true), served(namespaces, false)]);
  for (const status of [503, 500]) bench.api.refuse(status, "ServiceUnavailable", {});
  bench.api.list([], "30");
  assert.equal([bench.reason, bench.api.verbs], ["copy.emptied", ["list", "list", "list"]]);
  const broken = new Bench().perform(emptied);
  broken.api.discovered([served(configMaps, true), served(namespaces, false)]);
  for (let i = 0; i < 3; i++) broken.api.refuse(503, "ServiceUnavailable", {});
  assert.equal([broken.reason, broken.api.waiting], ["ServiceUnavailable", 0]);
});

test("S2: what was looked through for too long, or too long ago, is not deleted", () => {
  const slow = new Bench().perform(emptied);
  slow.now = 60_006;
  slow.api.discovered([served(configMaps, true), served(namespaces, false)]);
  slow.api.list([], "30");
  assert.equal([slow.reason, slow.api.verbs], ["TooLate", ["list"]]);
  const late = Object.assign(new Bench(), { now: 60_006 }).perform({ ...emptied, emptySince: 5 });
  assert.equal([late.reason, late.api.verbs], ["TooLate", []]);
});

test("S14: what cannot be found out is never taken for empty", () => {
  const undiscovered = new Bench().perform(emptied);
  undiscovered.api.undiscovered(503, "ServiceUnavailable");
  const unlisted = new Bench().perform(emptied);
  unlisted.api.discovered([served(configMaps, true), served(namespaces, false)]);
  unlisted.api.refuse(404, "NotFound", {});
  const empty = new Bench().perform(emptied);
  empty.api.discovered([]);
  assert.equal([undiscovered.reason, unlisted.reason, empty.reason], [
    "ServiceUnavailable",
    "NotFound",
    "Unknown",
  ]);
  assert.equal([unlisted.api.verbs, empty.api.verbs], [["list"], []]);
});

/** The copy that an edge holds after our apply, with fields that the edge added. */
function appliedCopy(source: KubeObject): KubeObject {
  const bench = new Bench(edgeStyle, source).perform(operationOf("create"));
  const made = bench.api.last.body as KubeObject;
  return {
    ...made,
    metadata: { ...made.metadata, uid: "u-copy", resourceVersion: "20" },
    status: { seen: 1 },
  };
}

test("R-60: what webhooks and defaults of the edge add is theirs, and no reason to write", () => {
  const onEdge = appliedCopy(httpd);
  const defaulted = { ...onEdge, immutable: false, data: { ...(onEdge.data as object), injected: "yes" } };
  const bench = new Bench(edgeStyle).seen(defaulted).perform(operationOf("update"));
  assert.equal([bench.reason, bench.api.requests.length], ["copy.agreed", 0]);
});

test("R-60: a field of ours that somebody changed on the edge is applied again", () => {
  const drifted = { ...appliedCopy(httpd), data: { "index.html": "defaced" } };
  const bench = new Bench(edgeStyle).seen(drifted).perform(operationOf("update"));
  const { verb, patchType, query, body } = bench.api.last;
  assert.equal([verb, patchType, query?.force], ["patch", "apply", "true"]);
  assert.equal((body as KubeObject).data, httpd.data);
});

test("R-60: a field that the source has no longer is applied away", () => {
  const onEdge = appliedCopy({ ...httpd, data: { "index.html": "hello", old: "x" } });
  const bench = new Bench(edgeStyle).seen(onEdge).perform(operationOf("update"));
  assert.equal(bench.api.verbs, ["patch"]);
});

test("S1: what a source says when our fields have been taken over is applied, not what it said before", () => {
  const onEdge = appliedCopy({ ...httpd, data: { "index.html": "hello", old: "x" } });
  const fieldsV1 = { "f:data": { "f:index.html": {}, "f:old": {} } };
  const managedFields = [{ manager: "edge-syncer", operation: "Update", fieldsV1 }];
  const unsettled = { ...onEdge, metadata: { ...onEdge.metadata, managedFields } };
  const bench = new Bench(edgeStyle).seen(unsettled).perform(operationOf("update"));
  assert.equal(bench.api.verbs, ["update"]);
  bench.cache.view(reflector).set("configmaps/commonstuff/httpd", {
    ...httpd,
    metadata: { ...httpd.metadata, resourceVersion: "8" },
    data: { "index.html": "hello again" },
  });
  bench.api.grant(bench.api.last.body);
  assert.equal(bench.api.verbs, ["update", "patch"]);
  assert.equal((bench.api.last.body as KubeObject).data, { "index.html": "hello again" });
  bench.api.grant({ ...onEdge, data: { "index.html": "hello again" } });
  assert.is(bench.answer.type === "copy.agreed" && bench.answer.from.resourceVersion, "8");
});

test("law 9: what is written beside a Secret does not depend on what it holds", () => {
  const secret = (value: string): KubeObject => ({ ...httpd, kind: "Secret", data: { password: value } });
  const annotations = (object: KubeObject) => JSON.stringify(appliedCopy(object).metadata.annotations);
  assert.is(annotations(secret("aHVudGVyMg==")), annotations(secret("c2VjcmV0")));
  assert.is.not(annotations(httpd), annotations({ ...httpd, data: {} }));
});

test.run();
