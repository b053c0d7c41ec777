/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, secrets, serviceAccounts } from "../../src/kube/core_api.ts";
import { isSystemObject } from "../../src/placement/system_objects.ts";

const foreign = { ...configMaps, group: "example.com" };
const cases = [
  [configMaps, "kube-root-ca.crt", "", true],
  [configMaps, "default", "", false],
  [foreign, "kube-root-ca.crt", "", false],
  [serviceAccounts, "default", "", true],
  [serviceAccounts, "builder", "", false],
  [secrets, "x", "kubernetes.io/service-account-token", true],
  [secrets, "x", "bootstrap.kubernetes.io/token", true],
  [secrets, "default", "Opaque", false],
  [secrets, "kube-root-ca.crt", "", false],
] as const;

for (const [gvr, name, secretType, expected] of cases) {
  test(`${gvr.resource} ${gvr.group} ${name} ${secretType} is ${expected ? "" : "not "}the cluster's own`, () => {
    assert.is(isSystemObject({ gvr, name, secretType }), expected);
  });
}

test.run();
