/** L10: an edge that is dead, slow or fought over costs the others nothing. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createRuntime } from "../../src/actors/runtime.ts";
import type { ClusterApi } from "../../src/ports/cluster_api.ts";
import type { Episode } from "../../src/simulation/faults/fault_classes.ts";
import { performOperation } from "../../src/simulation/run/perform_operation.ts";
import { drawPlan, type Plan } from "../../src/simulation/run/plan.ts";
import type { RuntimeMaker } from "../../src/simulation/run/runtime_lives.ts";
import { World } from "../../src/simulation/run/world.ts";
import type { Operation } from "../../src/simulation/user/operation.ts";
import { onePlacement, put, work } from "./one_placement.ts";

const [sick, healthy] = ["e1", ["e2", "e3"]];
const edits = 100;
const lastMs = 20_000 + edits * 500;

const story: readonly Operation[] = [
  ...onePlacement([sick, ...healthy]),
  ...Array.from({ length: edits }, (_each, index) =>
    put(20_000 + index * 500, work, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `o${index % 10}`, namespace: "n1" },
      data: { text: String(index) },
    })),
];

/** The time within which 99 of 100 edits are on each healthy edge, in milliseconds; Infinity when some never are. */
function p99(troubles: Partial<Plan>, make?: RuntimeMaker): number {
  const plan: Plan = {
    ...drawPlan(3),
    edges: [sick, ...healthy],
    workspaces: ["root:wmw-a"],
    pageMax: 500,
    episodes: [],
    effectCrashes: [],
    ...troubles,
    operations: [...story, ...troubles.operations ?? []].sort((a, b) => a.at - b.at),
  };
  const [asked, arrived] = [new Map<string, number>(), new Map<string, number>()];
  const ignore = () => {};
  const world: World = new World(plan, {
    committed(server, { resource, author, object, at }) {
      const { text = "" } = (object["data"] ?? {}) as { readonly text?: string };
      if (resource !== "configmaps" || text === "") return;
      if (author === "user" && server.name === "hub") asked.set(text, at);
      const place = `${server.name} ${text}`;
      if (author !== "runtime" || !healthy.includes(server.name) || arrived.has(place)) return;
      arrived.set(place, at - (asked.get(text) ?? 0));
    },
    journaled: ignore,
    warned: ignore,
    violated: ignore,
  }, make);
  for (const operation of plan.operations) {
    world.clock.after(operation.at, () => performOperation(world, operation));
  }
  world.lives.start();
  world.clock.advance(lastMs + 60_000);
  world.lives.stop();
  const took = [...arrived.values()];
  if (took.length < edits * healthy.length) return Infinity;
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99) - 1]!;
}

const all = (fault: Episode["fault"]): Partial<Plan> => ({
  episodes: [{ fault, server: sick, from: 10_000, until: lastMs + 60_000, rate: 1 }],
});
const fought: Partial<Plan> = {
  operations: Array.from({ length: 10 }, (_each, index): Operation => ({
    at: 30_000,
    do: "contend",
    in: { edge: sick },
    object: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `o${index}`, namespace: "n1" },
      data: { text: "" },
    },
    reactMs: 1,
    until: lastMs,
  })),
};

const baseline = p99({});

for (
  const [what, troubles] of [
    ["out of reach", all("offline")],
    ["silent to every request", all("requestLost")],
    ["failing every request", all("unavailable")],
    ["fought over by somebody else", fought],
  ] as const
) {
  test(`an edge that is ${what} makes no other edge wait`, () => {
    assert.ok(p99(troubles) <= 1.5 * baseline, `${p99(troubles)} ms, and ${baseline} ms without`);
  });
}

/** A runtime that asks one edge at a time. */
const takingTurns: RuntimeMaker = (options) => {
  let isBusy = false;
  const waiting: (() => void)[] = [];
  const next = () => {
    isBusy = false;
    waiting.shift()?.();
  };
  const inTurn = (api: ClusterApi): ClusterApi => ({
    watch: (request, sink) => api.watch(request, sink),
    discover: (cluster, answer) => api.discover(cluster, answer),
    close: () => api.close(),
    call: (request, answer) => {
      const go = () => {
        isBusy = true;
        api.call(request, (result) => {
          answer(result);
          next();
        });
      };
      if (isBusy) waiting.push(go);
      else go();
    },
  });
  return createRuntime({
    ...options,
    edges: options.edges.map((edge) => ({ ...edge, api: inTurn(edge.api) })),
  });
};

test("a runtime that asks one edge at a time is found out", () => {
  assert.ok(baseline < 1_000, `${baseline} ms`);
  assert.ok(p99(all("requestLost"), takingTurns) > 1.5 * baseline);
});

test.run();
