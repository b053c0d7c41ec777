/** Every machine, walked: nothing in a chart is unreachable, and what must hold in every state of every life holds. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { getStateNodes } from "xstate/graph";
import { machines } from "../../src/machines/charts.ts";
import type { StateMeta } from "../../src/machines/letters.ts";
import { journeys } from "./journeys/all.ts";
import { candidatesOf, descriptorsOf } from "./transitions.ts";
import { uncovered, walk } from "./walk.ts";

const isPassing = (node: AnyStateNode) => node.always !== undefined && node.always.length > 0;
const isRest = ({ type, meta }: AnyStateNode) =>
  type === "final" || (meta !== undefined && (meta as StateMeta).waitsFor === null);

/** Whether transitions lead from a state to one where nothing is waited for. */
function leadsToRest(machine: AnyStateMachine, from: AnyStateNode): boolean {
  const reached = new Set([from]);
  for (const node of reached) {
    const own = [...node.transitions.values(), ...machine.root.transitions.values()].flat();
    for (const { target = [] } of [...own, ...(node.always ?? [])]) target.forEach((one) => reached.add(one));
  }
  return [...reached].some(isRest);
}

test("there is a journey through every machine", () => {
  assert.equal(Object.keys(journeys).sort(), Object.keys(machines).sort());
});

for (const [kind, journey] of Object.entries(journeys)) {
  const { machine, events } = journey;
  const found = walk(journey);

  test(`${kind}: there is an example of every event, and no other`, () => {
    const types = new Set(events.map(({ type }) => type));
    assert.equal([...types].sort(), descriptorsOf(machine).sort());
  });

  test(`${kind}: every state is reached and every transition taken`, () => {
    assert.equal(uncovered(machine, found), []);
  });

  test(`${kind}: a state in which one can wait says why, a waiting one for what and how long`, () => {
    const nodes = getStateNodes(machine.root).filter((node) => !isPassing(node) && node.type !== "final");
    for (const { id, meta } of nodes) {
      const { reason, waitsFor, deadlineMs } = meta as StateMeta;
      assert.ok(reason.length > 0, id);
      assert.is(waitsFor === null, deadlineMs === null, id);
      assert.ok(deadlineMs === null || (deadlineMs >= 1_000 && deadlineMs <= 600_000), id);
    }
  });

  test(`${kind}: nobody ever stands in a state that only decides`, () => {
    const passing = getStateNodes(machine.root).filter(isPassing).map(({ key }) => key);
    const stands = found.situations.filter(({ ends }) => passing.includes(String(ends.value)));
    assert.equal(stands.map(({ events: path }) => path.map(({ type }) => type)), []);
  });

  test(`${kind}: from every state a way leads to rest or to the end`, () => {
    const stuck = getStateNodes(machine.root).filter((node) => !leadsToRest(machine, node));
    assert.equal(stuck.map(({ id }) => id), []);
  });

  test(`${kind}: guards are named, so that a chart can be read`, () => {
    const unnamed = candidatesOf(machine).filter(({ transition: { guard } }) => typeof guard === "function");
    assert.equal(unnamed.map(({ name }) => name), []);
  });
}

test.run();
