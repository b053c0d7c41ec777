/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { compareVersions, highestVersion } from "../../src/kube/version_order.ts";

/** The example of the Kubernetes documentation, "Version priority". */
const documented = [
  "v10",
  "v2",
  "v1",
  "v11beta2",
  "v10beta3",
  "v3beta1",
  "v12alpha1",
  "v11alpha2",
  "foo1",
  "foo10",
];

test("versions stand in the documented order", () => {
  assert.equal([...documented].reverse().sort((a, b) => compareVersions(b, a)), documented);
});

test("the highest version does not depend on the order", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(documented, { minLength: 1 }), (versions) => {
      const [first = "", ...others] = versions;
      assert.is(highestVersion([first, ...others]), documented.find((version) => versions.includes(version)));
    }),
    { seed: 4 },
  );
});

test("a version with more digits than a float holds is compared by all of them", () => {
  assert.ok(compareVersions("v9007199254740993", "v9007199254740992") > 0);
});

test.run();
