/** The drawings say what the machines say. @module */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readChart } from "../../../src/cli/draw/chart.ts";
import { draw } from "../../../src/cli/draw/draw.ts";
import { byCodeUnit } from "../../../src/kube/order.ts";
import { machines } from "../../../src/machines/charts.ts";
import { sampleMachine } from "./sample_machine.ts";

const folder = new URL("../../../docs/statecharts/", import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

test("docs/statecharts holds exactly what the machines look like today; else run `deno task draw`", async () => {
  const drawn = await draw(machines);
  assert.equal(readdirSync(folder).sort(byCodeUnit), [...drawn.keys()].sort(byCodeUnit));
  for (const [name, content] of drawn) {
    assert.is(read(name), content, `${name} is stale: run \`deno task draw\``);
  }
});

test("every state and every event that leads to another state is in the drawing of its machine", () => {
  for (const [kind, machine] of Object.entries(machines)) {
    const svg = read(`${kind}.svg`);
    const { states, edges } = readChart(kind, machine);
    for (const { path } of states) assert.match(svg, `data-state="${path}"`);
    const drawn = [...svg.matchAll(/data-event="([^"]*)"/g)].flatMap(([, events = ""]) => events.split(" "));
    for (const { to, event } of edges) {
      if (to !== null && event !== "") assert.ok(drawn.includes(event), event);
    }
  }
});

test("a chart has the states with their words, shapes and children", () => {
  const { states, initial } = readChart("sample", sampleMachine);
  assert.is(initial, "waiting");
  assert.equal(states.map(({ path, shape }) => [path, shape]), [
    ["waiting", "state"],
    ["deciding", "choice"],
    ["busy", "state"],
    ["gone", "final"],
  ]);
  assert.equal(states[0]?.deadlineMs, 90_000);
  assert.equal(states[2]?.children.map(({ path }) => path), ["busy.first", "busy.second"]);
});

test("a chart has every transition: of any state, guarded, without event, and without target", () => {
  const { edges } = readChart("sample", sampleMachine);
  assert.equal(edges.map(({ from, to, event, guard, actions }) => [from, to, event, guard, ...actions]), [
    ["", "gone", "end", null],
    ["", null, "note", null, "remember"],
    ["waiting", "deciding", "go", null],
    ["deciding", "busy", "", "isLow"],
    ["deciding", "waiting", "", null],
    ["busy", "waiting", "stop", "isLow"],
    ["busy", "gone", "stop", null],
    ["busy.first", "busy.second", "go", null],
  ]);
});

test("a drawing names states and events for the page, and text in it is only text", async () => {
  const svg = (await draw({ sample: sampleMachine })).get("sample.svg") ?? "";
  assert.match(svg, 'class="state waits" data-state="waiting"');
  assert.match(svg, 'data-from="busy" data-to="gone" data-event="stop"');
  assert.match(svg, "at most 1 min 30 s");
  assert.match(svg, "a &lt;letter&gt;");
  assert.match(svg, "Nothing came &amp; nothing went");
  assert.not.match(svg, "NaN");
});

test("the page of a machine has its states, its transitions and a diagram in text", async () => {
  const page = (await draw({ sample: sampleMachine })).get("sample.md") ?? "";
  assert.match(page, "| `waiting` | Nothing came & nothing went | a <letter> | 1 min 30 s |");
  assert.match(page, "| any | `note` |  | stays | `remember` |");
  assert.match(page, "  deciding --> busy: [isLow]");
  assert.match(page, "  state deciding <<choice>>");
});

test.run();
