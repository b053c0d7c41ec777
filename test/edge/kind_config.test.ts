/** Reading `kind` configurations. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseKindConfig } from "../../src/edge/kind_config.ts";

const guilder = `
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
  extraPortMappings:
  - containerPort: 8081
    hostPort: 8083
  - {containerPort: 8082, hostPort: 8082, protocol: TCP}
`;

test("the seed's configuration of guilder gives its two mappings", () => {
  assert.equal(parseKindConfig(guilder).portMappings, [
    { containerPort: 8081, hostPort: 8083 },
    { containerPort: 8082, hostPort: 8082 },
  ]);
});

test("a configuration without mappings is one without pages", () => {
  const text = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n";
  assert.equal(parseKindConfig(text).portMappings, []);
  assert.equal(parseKindConfig(`${text}nodes:\n- role: worker\n`).portMappings, []);
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  ["another kind", guilder.replace("Cluster", "Pod"), /kind: Cluster/],
  ["a list", "- a", /must be a map/],
  ["broken YAML", "kind: [", /Cannot read the kind configuration/],
  ["a port out of range", guilder.replace("hostPort: 8083", "hostPort: 80830"), /hostPort.*80830/],
  ["a port that is text", guilder.replace("hostPort: 8083", "hostPort: x"), /hostPort.*"x"/],
  ["a port used twice", guilder.replace("hostPort: 8083", "hostPort: 8082"), /8082 is mapped twice/],
  ["nodes that are no list", "kind: Cluster\napiVersion: kind.x-k8s.io/v1\nnodes: 3", /nodes must be a list/],
];

for (const [name, text, why] of refused) {
  test(`refused, with a reason: ${name}`, () => {
    assert.throws(
      () => parseKindConfig(text),
      (error: Error) => error instanceof SyntaxError && why.test(error.message),
    );
  });
}

test.run();
