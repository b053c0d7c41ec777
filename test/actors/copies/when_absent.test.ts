/** At the edge nothing is deleted that the mailbox has in one form or the other (S2, decision 38). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { whenAbsent } from "../../../src/actors/copies/when_absent.ts";
import { objectKey } from "../../../src/kube/facts.ts";
import { groupResourceKey } from "../../../src/kube/resource.ts";
import type { CopyAnswer } from "../../../src/machines/mailbox/context.ts";
import { ScriptedApi } from "../scripted_api.ts";

const gvr = { group: "rbac.authorization.k8s.io", version: "v1", resource: "roles" };
const at = { gvr, namespace: "ns", name: "team:reader" };

class Bench {
  readonly api = new ScriptedApi();
  readonly answers: CopyAnswer[] = [];
  went = 0;

  constructor() {
    const target = { uid: "u", resourceVersion: "1" };
    const operation = {
      step: "delete",
      key: objectKey(at),
      ...at,
      form: "whole",
      from: null,
      target,
    } as const;
    whenAbsent(this.api, "m1", operation, (answer) => this.answers.push(answer), () => void (this.went += 1));
  }

  get asked(): readonly string[] {
    return this.api.requests.map(({ verb, resource, name }) =>
      `${verb} ${groupResourceKey(resource)} ${name}`
    );
  }

  get reasons(): readonly string[] {
    return this.answers.map((answer) => answer.type === "copy.refused" ? answer.reason : answer.type);
  }
}

const natural = "get roles.rbac.authorization.k8s.io team:reader";
const inert = "get roles.rbac.authorization.k8s.io.denatured.edge.kcp.io hex-7465616d3a726561646572";

test("the natural form is asked for first, and the delete goes on when there is neither", () => {
  const bench = new Bench();
  bench.api.refuse(404, "NotFound", { name: "team:reader" });
  assert.equal([bench.asked, bench.went], [[natural, inert], 0]);
  bench.api.refuse(404, "NotFound", { name: "x" });
  assert.equal([bench.answers, bench.went], [[], 1]);
});

test("what the mailbox still has in either form is kept", () => {
  for (const absentForms of [0, 1]) {
    const bench = new Bench();
    for (let at = 0; at < absentForms; at++) bench.api.refuse(404, "NotFound", { name: "x" });
    bench.api.grant({ apiVersion: "v1", kind: "Role", metadata: { name: "x" } });
    assert.equal([bench.reasons, bench.went], [["StillWanted"], 0]);
  }
});

test("an error is never an absence, but for a natural form that a syncer may not see", () => {
  const blind = new Bench();
  blind.api.refuse(403, "Forbidden", { name: "x" });
  blind.api.refuse(403, "Forbidden", { name: "x" });
  assert.equal([blind.reasons, blind.went], [["Forbidden"], 0]);
  const away = new Bench();
  away.api.refuse(503, "ServiceUnavailable", {});
  assert.equal([away.reasons, away.went], [["ServiceUnavailable"], 0]);
});

test.run();
