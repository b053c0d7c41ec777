/** The arithmetic of rolling over, for every size and limit. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allowances, nextSizes } from "../../src/edge/workloads/rollout.ts";
import { templateHash } from "../../src/edge/workloads/pod_hash.ts";
import type { Deployment, ReplicaSet } from "../../src/edge/workloads/workload_types.ts";

function deployment(
  replicas: number,
  maxSurge: number | string,
  maxUnavailable: number | string,
): Deployment {
  const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } };
  return { spec: { replicas, strategy } } as unknown as Deployment;
}

function set(replicas: number, availableReplicas: number): ReplicaSet {
  return { spec: { replicas }, status: { replicas, availableReplicas } } as unknown as ReplicaSet;
}

test("surge is rounded up, unavailable down, and never are both zero", () => {
  assert.equal(allowances(deployment(1, "25%", "25%"), 1), { surge: 1, unavailable: 0 });
  assert.equal(allowances(deployment(10, "25%", "25%"), 10), { surge: 3, unavailable: 2 });
  assert.equal(allowances(deployment(2, 0, 0), 2), { surge: 0, unavailable: 1 });
});

const limits = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom("0%", "25%", "50%", "100%"));

test("rolling over ends, and never breaks a limit on the way, whatever becomes available when", () => {
  const property = fc.property(
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 0, max: 9 }),
    limits,
    limits,
    (wanted, before, maxSurge, maxUnavailable) => {
      const rolling = deployment(wanted, maxSurge, maxUnavailable);
      const { surge, unavailable } = allowances(rolling, wanted);
      let [current, old] = [set(0, 0), set(before, before)];
      for (let round = 0; round < 60; round++) {
        const sizes = new Map(
          nextSizes(rolling, current, [old]).map(({ replicaSet, replicas }) => [replicaSet, replicas]),
        );
        if (sizes.size === 0 && current.status!.availableReplicas === current.spec.replicas) break;
        const [now, then] = [
          sizes.get(current) ?? current.spec.replicas!,
          sizes.get(old) ?? old.spec.replicas!,
        ];
        assert.ok(now + then <= Math.max(wanted + surge, before), "surge");
        const available = Math.min(now, current.status!.availableReplicas!) + then;
        assert.ok(available >= Math.min(wanted - unavailable, before), "unavailable");
        // One more pod becomes available each round.
        [current, old] = [set(now, Math.min(now, current.status!.availableReplicas! + 1)), set(then, then)];
      }
      assert.equal([current.spec.replicas, old.spec.replicas], [wanted, 0]);
    },
  );
  fc.assert(property, { seed: 5, numRuns: 300 });
});

test("a template's hash does not depend on the order of its keys, and does on its content", () => {
  const one = { metadata: { labels: { a: "1", b: "2" } }, spec: { containers: [] } };
  const same = { spec: { containers: [] }, metadata: { labels: { b: "2", a: "1" } } };
  assert.is(templateHash(one), templateHash(same));
  assert.is.not(templateHash(one), templateHash({ spec: { containers: [] } }));
  assert.match(templateHash(one), /^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
});

test.run();
