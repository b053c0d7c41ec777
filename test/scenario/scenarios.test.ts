import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { Expectation, FieldExpectation, Scenario } from "../../src/scenario/story/scenario.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../scenarios");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml") && !name.endsWith("-config.yaml"));

for (const file of files) {
  test(`${file} can be played and says why it is told`, () => {
    const { why, steps } = loadScenario(join(folder, file));
    assert.ok(why.length > 150, "a paragraph");
    assert.ok(steps.some(({ expect }) => expect.length > 0));
  });
}

const beyondTheSeed = [
  "placement-deleted",
  "location-relabelled",
  "synctarget-recreated",
  "two-locations-one-target",
  "upsync-only-edit",
  "slice-deleted-by-hand",
  "source-deleted-other-source-remains",
  "the-one-edited-by-hand",
  "restart-at-every-step",
];
test("every story that was promised is told", () => {
  assert.equal(beyondTheSeed.filter((name) => !files.includes(`${name}.yaml`)), []);
});

const poc = loadScenario(join(folder, "poc2023q1.yaml"));

/** The asSet expectations about an object in a place, by path. */
function setsOf(scenario: Scenario, object: string, syncTarget: string): Map<string, FieldExpectation> {
  const isIt = (each: Expectation) =>
    each.type === "object" && each.place.type === "mailbox" && each.place.syncTarget === syncTarget &&
    each.object.name.source === object;
  const [found] = scenario.steps.flatMap(({ expect }) => expect.filter(isIt));
  const fields = found?.type === "object" ? found.fields : [];
  return new Map(fields.filter(({ rule }) => rule === "asSet").map((field) => [field.path.join("."), field]));
}

function sizeOf(field: FieldExpectation | undefined): number {
  return field !== undefined && "value" in field && typeof field.value === "object" && field.value !== null &&
      "items" in field.value
    ? field.value.items.length
    : -1;
}

test("the example has five stages, two edges and their three ports", () => {
  assert.is(poc.steps.filter(({ stage }) => stage !== undefined).length, 5);
  const ports = poc.edges.map((
    { name, kindConfig },
  ) => [name, ...kindConfig.portMappings.map(({ hostPort }) => hostPort)]);
  assert.equal(ports, [["florin", 8081], ["guilder", 8083, 8082]]);
});

test("the example expects twelve resources, and two upsync terms at florin but three at guilder", () => {
  for (const [syncTarget, namespaces, terms] of [["sync-target-f", 1, 2], ["sync-target-g", 2, 3]] as const) {
    const sets = setsOf(poc, "the-one", syncTarget);
    assert.is(sizeOf(sets.get("spec.namespaceScope.namespaces")), namespaces);
    assert.is(sizeOf(sets.get("spec.namespaceScope.resources")), 12);
    assert.is(sizeOf(sets.get("spec.upsync")), terms);
  }
});

test.run();
