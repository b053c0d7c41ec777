import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import { ScenarioError } from "../../src/scenario/story/position.ts";
import { storyFiles } from "./fake_world.ts";

/** The problems of a file, one a line, or "" when there are none. */
function problemsOf(text: string, others: Readonly<Record<string, string>> = {}): string {
  try {
    loadScenario("s.yaml", storyFiles({ ...others, "s.yaml": text }));
    return "";
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

const head = "name: n\nwhy: w\n";
const oneStep = `${head}steps:\n- do: it\n  createWorkspace: root:a\n`;

const wrongFiles: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  "an empty file": ["", /^s\.yaml:1:1: the file is empty$/],
  "bad YAML": ["name: [", /^s\.yaml:1:8: /],
  "two documents": [`${oneStep}---\na: 1\n`, /^s\.yaml:6:1: the file holds more than one document/],
  "a duplicate key": [`name: n\n${oneStep}`, /^s\.yaml:2:1: Map keys must be unique$/],
  "an unknown field": [
    `${oneStep}colour: red\n`,
    /^s\.yaml:6:1: a scenario has no field "colour"; it has name, /,
  ],
  "a missing field": [
    "name: n\nsteps:\n- do: it\n  createWorkspace: root:a\n",
    /^s\.yaml:1:1: a scenario needs the field "why"$/,
  ],
  "a wrong type": [
    `${oneStep}seed: many\n`,
    /^s\.yaml:6:7: this must be a whole number, not the string "many"$/,
  ],
  "a seed that no generator takes": [
    `${oneStep}seed: 4294967296\n`,
    /^s\.yaml:6:1: a seed is at most 4294967295$/,
  ],
  "an unknown clock": [`${oneStep}clock: sundial\n`, /^s\.yaml:6:8: this must be "virtual" or "real"/],
  "a merge key": [
    `${head}steps:\n- do: it\n  <<: {createWorkspace: root:a}\n`,
    /^s\.yaml:5:3: merge keys are not allowed/,
  ],
  "a tag": [`${oneStep}seed: !!int 3\n`, /^s\.yaml:6:13: the tag tag:yaml.org,2002:int is not allowed/],
  "a made-up tag": [`${oneStep}seed: !wow 3\n`, /^s\.yaml:6:7: Unresolved tag: !wow$/],
  "a directive": [`%YAML 1.1\n---\n${oneStep}`, /^s\.yaml:1:1: a %YAML directive is not allowed$/],
  "a key that is no string": [`${oneStep}1: x\n`, /^s\.yaml:6:1: a key must be a string/],
  "a number that JSON cannot say": [
    `${oneStep}seed: .inf\n`,
    /^s\.yaml:6:7: this number cannot be kept exactly/,
  ],
  "a bad duration": [`${oneStep}within: 3 parsecs\n`, /^s\.yaml:6:9: this must be a duration such as 30s/],
  "no steps": [`${head}steps: []\n`, /^s\.yaml:3:8: this must be a list with at least one item/],
  "an idle step": [`${head}steps:\n- do: nothing\n`, /^s\.yaml:4:3: a step needs an action/],
  "two actions": [
    `${oneStep}  advance: 5s\n`,
    /^s\.yaml:6:3: a step does one thing: it has both createWorkspace and advance$/,
  ],
  "an action without its place": [
    `${head}steps:\n- do: it\n  delete: Location default\n`,
    /^s\.yaml:5:3: delete needs the field "in"/,
  ],
  "an object without a name": [
    `${head}steps:\n- do: it\n  in: root:a\n  apply: [{apiVersion: v1, kind: ConfigMap, metadata: {}}]\n`,
    /^s\.yaml:6:55: an object's metadata.name must be a string$/,
  ],
  "a bad reference": [
    `${head}steps:\n- do: it\n  in: root:a\n  delete: location/x\n`,
    /^s\.yaml:6:11: "location\/x" must be written as/,
  ],
  "a place that is no place": [
    `${head}steps:\n- do: it\n  in: here\n  delete: Location x\n`,
    /^s\.yaml:5:7: a workspace path begins with root/,
  ],
  "an unknown edge": [
    `${oneStep}- do: cut\n  disconnect: atlantis\n`,
    /^s\.yaml:7:15: no edge is called "atlantis"$/,
  ],
  "an unknown SyncTarget": [
    `${head}steps:\n- do: look\n  expect:\n  - {in: {mailboxOf: nobody}, object: SyncerConfig the-one}\n`,
    /^s\.yaml:6:10: "nobody" is not the SyncTarget of exactly one edge/,
  ],
  "a value used before it is remembered": [
    `${head}steps:\n- do: look\n  expect:\n  - {in: "root:espw:\${old}", object: Namespace x}\n- do: keep\n  remember: {old: x}\n`,
    /^s\.yaml:6:10: nothing was remembered as "old" in an earlier step$/,
  ],
  "a bad field path": [
    `${head}steps:\n- do: look\n  expect:\n  - in: root:a\n    object: Location x\n    is: {"a..b": 1}\n`,
    /^s\.yaml:8:10: "a\.\.b" is not a field path/,
  ],
  "fields of an absent object": [
    `${head}steps:\n- do: look\n  expect:\n  - {in: root:a, object: Location x, absent: true, is: {a: 1}}\n`,
    /an absent object has no fields to expect$/,
  ],
  "an expectation about two things": [
    `${head}steps:\n- do: look\n  expect:\n  - {quiet: 1s, actors: all}\n`,
    /^s\.yaml:6:5: an expectation is about one of object, list, page, actors, quiet, not quiet and actors$/,
  ],
  "a story that comes after itself": [
    `after: s.yaml\n${oneStep}`,
    /^s\.yaml:1:8: "s\.yaml" comes after itself$/,
  ],
  "a missing story": [
    `after: gone.yaml\n${oneStep}`,
    /^s\.yaml:1:8: Cannot open "gone\.yaml": it is not there$/,
  ],
};

for (const [what, [text, message]] of Object.entries(wrongFiles)) {
  test(`${what} is told with its line and column`, () => assert.match(problemsOf(text), message));
}

test("every problem is told at once, in reading order", () => {
  const text = `name: 5\nseed: x\nwhy: w\nsteps:\n- do: it\n  advance: 5 s\n  colour: red\n`;
  const places = problemsOf(text).split("\n").map((line) => line.split(": ")[0]);
  assert.equal(places, ["s.yaml:1:7", "s.yaml:2:7", "s.yaml:6:12", "s.yaml:7:3"]);
});

test("a few aliases are welcome, many are not", () => {
  const withAliases = (n: number) =>
    `name: &n n\nwhy: w\nsteps:\n${"- {do: *n, createWorkspace: root:a}\n".repeat(n)}`;
  assert.is(problemsOf(withAliases(100)), "");
  assert.match(problemsOf(withAliases(101)), /^s\.yaml:104:8: more than 100 aliases$/);
});

test("aliases that double each other and aliases of themselves end in a problem, not in a crash", () => {
  const doubling = Array.from({ length: 30 }, (_, i) => `  k${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join(
    "",
  );
  assert.match(problemsOf(`${oneStep}x:\n  k0: &a0 [1]\n${doubling}`), /more than 100 aliases/);
  assert.match(problemsOf(`${oneStep}x: &x [*x]\n`), /nested deeper than 64 levels/);
});

const edgeOf = (config: string, port = "") =>
  `- {name: e${port}, syncTarget: {workspace: "root:a", name: t${port}}, kindConfig: ${config}}\n`;

test("a kind configuration is read from the scenario's own files, and its ports are kept", () => {
  const kind = "kind: Cluster\nnodes:\n- extraPortMappings:\n  - {containerPort: 8081, hostPort: 8083}\n";
  const files = storyFiles({ "s.yaml": `edges:\n${edgeOf("k.yaml")}${oneStep}`, "k.yaml": kind });
  const [edge] = loadScenario("s.yaml", files).edges;
  assert.equal(edge?.kindConfig, {
    file: "k.yaml",
    text: kind,
    portMappings: [{ containerPort: 8081, hostPort: 8083 }],
  });
});

test("a kind configuration with a bad port is told at its own place", () => {
  const kind = "kind: Cluster\nnodes:\n- extraPortMappings:\n  - {containerPort: 0, hostPort: 8083}\n";
  const problems = problemsOf(`edges:\n${edgeOf("k.yaml")}${oneStep}`, { "k.yaml": kind });
  assert.is(problems, "k.yaml:4:21: containerPort must be a port from 1 to 65535");
});

test("two edges cannot share a port of the machine", () => {
  const kind = "kind: Cluster\nnodes:\n- extraPortMappings:\n  - {containerPort: 80, hostPort: 8083}\n";
  const problems = problemsOf(`edges:\n${edgeOf("k.yaml", "1")}${edgeOf("k.yaml", "2")}${oneStep}`, {
    "k.yaml": kind,
  });
  assert.match(problems, /^s\.yaml:3:3: the hostPort 8083 is already taken by another edge$/);
});

test("a story after another has its edges, its seed and its steps first", () => {
  const base = `name: base\nwhy: w\nseed: 9\nedges:\n${
    edgeOf("florin.yaml")
  }steps:\n- {do: first, advance: 1s}\n`;
  const after = `name: more\nwhy: w\nafter: base.yaml\nsteps:\n- {do: second, disconnect: e}\n`;
  const scenario = loadScenario("s.yaml", storyFiles({ "s.yaml": after, "base.yaml": base }));
  assert.equal(scenario.steps.map((step) => step.do), ["first", "second"]);
  assert.equal([scenario.name, scenario.seed, scenario.edges.length], ["more", 9, 1]);
});

test("afterEachAction comes after every single object of every story", () => {
  const objects =
    "[{apiVersion: v1, kind: A, metadata: {name: a}}, {apiVersion: v1, kind: B, metadata: {name: b}}]";
  const text =
    `${head}afterEachAction: {restart: runtime}\nsteps:\n- {do: it, in: root:a, apply: ${objects}}\n`;
  const [step] = loadScenario("s.yaml", storyFiles({ "s.yaml": text })).steps;
  assert.equal(step?.actions.map(({ type }) => type), ["apply", "runtime", "apply", "runtime"]);
});

test("keys with a meaning for JavaScript are data", () => {
  const text =
    `${head}steps:\n- do: it\n  in: root:a\n  apply: [{apiVersion: v1, kind: A, metadata: {name: a}, __proto__: {x: 1}}]\n`;
  const [action] = loadScenario("s.yaml", storyFiles({ "s.yaml": text })).steps[0]?.actions ?? [];
  assert.ok(action?.type === "apply" && Object.hasOwn(action.object, "__proto__"));
  assert.is(({} as { x?: unknown }).x, undefined);
});

test.run();
