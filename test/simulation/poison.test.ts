/** One object that nobody can make sense of hurts nobody else, and is taken up again when it is mended (law 6, F38, S16). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { configMaps, deployments, namespaces } from "../../src/kube/core_api.ts";
import {
  edgePlacements,
  singlePlacementSlices,
  statusSummaries,
  syncerConfigs,
} from "../../src/kube/edge_api.ts";
import { apiBindings, locations, syncTargets } from "../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { type Poison, PoisonedWorld, type Victim } from "./poisoned_world.ts";

const workload = { server: "hub", cluster: "root:my-org:wmw-c" };
const inventory = { server: "hub", cluster: "root:imw-1" };
const mailbox = { server: "hub", cluster: "mailbox of sync-target-f" };
const inNamespace = { namespace: "commonstuff" };

/** All of the common workload and of florin; guilder's special workload must not notice. */
const victims: readonly Victim[] = [
  { ...workload, gvr: edgePlacements, name: "edge-placement-c" },
  { ...workload, gvr: singlePlacementSlices, name: "edge-placement-c" },
  { ...workload, gvr: namespaces, name: "commonstuff" },
  { ...workload, ...inNamespace, gvr: configMaps, name: "httpd-htdocs" },
  { ...workload, ...inNamespace, gvr: deployments, name: "commond" },
  { ...workload, gvr: apiBindings, name: "bind-kube" },
  { ...workload, ...inNamespace, gvr: statusSummaries, name: "edge-placement-c.deployments.commond" },
  { ...inventory, gvr: locations, name: "location-f" },
  { ...inventory, gvr: syncTargets, name: "sync-target-f" },
  { ...mailbox, gvr: syncerConfigs, name: "the-one" },
  { ...mailbox, ...inNamespace, gvr: configMaps, name: "httpd-htdocs" },
  { ...mailbox, ...inNamespace, gvr: deployments, name: "commond" },
  { ...mailbox, gvr: apiBindings, name: "bind-edge" },
  { server: "florin", cluster: "", ...inNamespace, gvr: deployments, name: "commond" },
  { server: "florin", cluster: "", gvr: namespaces, name: "commonstuff" },
];

const text = fc.constantFrom(
  "",
  "__proto__",
  "constructor",
  "\u202Egnp.exe",
  "a\u0000b",
  "\ud800",
  "../..",
  "%2f",
  "*",
  "${cluster}",
  "9".repeat(400),
  "x".repeat(253),
  "x".repeat(100_000),
);
const { junk } = fc.letrec<{ junk: unknown }>((tie) => ({
  junk: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, -1, 1e308, 2 ** 53),
    text,
    fc.array(tie("junk"), { maxLength: 3 }),
    fc.dictionary(text, tie("junk"), { maxKeys: 3 }),
  ),
}));

/** What an API server answers for; anything else may be anything. */
const kept: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "metadata",
  "metadata.annotations",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "metadata.resourceVersion",
  "metadata.annotations.kcp.io/cluster",
]);

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  const own = kept.has(path.join(".")) || path.length === 0 ? [] : [[...path]];
  if (typeof value !== "object" || value === null || path.length > 5) return own;
  return [...own, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((item, at) => String(at) === key ? replaced(item, rest, by) : item);
  }
  if (typeof value !== "object" || value === null) return value;
  const map = value as Readonly<Record<string, unknown>>;
  return { ...map, [key]: replaced(map[key], rest, by) };
}

/** Fields that an object need not have, and hostile ones. */
const more = [
  "spec",
  "status",
  "data",
  "metadata.labels",
  "metadata.ownerReferences",
  "metadata.finalizers",
  "metadata.generation",
  "metadata.deletionTimestamp",
  "metadata.managedFields",
];

/** Which of its fields are replaced by what. */
type Blows = readonly (readonly [field: number, by: unknown])[];
const blows: fc.Arbitrary<Blows> = fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 3 });

const poisonOf = (given: Blows): Poison => (object) => {
  const paths = [...pathsOf(object), ...more.map((path) => path.split("."))];
  return given.reduce<KubeObject>(
    (hurt, [at, by]) => replaced(hurt, paths[at % paths.length] ?? [], by) as KubeObject,
    object,
  );
};

const special: Victim = {
  server: "hub",
  cluster: "root:my-org:wmw-s",
  namespace: "specialstuff",
  gvr: configMaps,
  name: "httpd-htdocs",
};
const specialAtEdge: Victim = { ...special, server: "guilder", cluster: "" };
const parked = (world: PoisonedWorld) => world.actors().filter(({ state }) => state === "parked");

/** One world for all poisons of a victim: after each it is as before. */
async function survives(poisoned: PoisonedWorld, victim: Victim, poison: Poison): Promise<void> {
  const before = poisoned.contents();
  const restarts = restartsOf(poisoned);
  await poisoned.poison(victim, poison);
  await poisoned.world.pace.wait(20_000);
  const data = { "index.html": "<p>changed</p>" };
  await poisoned.call(special, { verb: "patch", patchType: "merge", name: special.name, body: { data } });
  await poisoned.world.pace.wait(20_000);
  const arrived = await poisoned.call(specialAtEdge, { verb: "get", name: special.name });
  assert.equal(arrived?.["data"], data, "a neighbour waits");
  for (const { address, lastError } of parked(poisoned)) assert.type(lastError, "string", address);
  assert.ok(restartsOf(poisoned) - restarts <= 20, "restarts without end");
  await poisoned.heal(victim);
  const old = { data: { "index.html": page } };
  await poisoned.call(special, { verb: "patch", patchType: "merge", name: special.name, body: old });
  await poisoned.world.pace.wait(120_000);
  const still = parked(poisoned).map(({ address, lastError }) => `${address}: ${lastError}`);
  assert.is(still.length, 0, still.join("\n"));
  const left = differing(before, poisoned.contents());
  assert.is(left.length, 0, left.join("\n"));
}

function restartsOf(poisoned: PoisonedWorld): number {
  return poisoned.actors().reduce((sum, { restarts }) => sum + restarts, 0);
}

const page = "<!DOCTYPE html>\n<html>\n  <body>\n    This is a special web site.\n  </body>\n</html>\n";

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((place) => a.get(place) !== b.get(place))
    .map((place) => `${place}: before ${a.get(place)?.slice(0, 400)}; after ${b.get(place)?.slice(0, 400)}`);
}

/** A few nonsenses each: a world takes its time. */
const [seed, runs] = [7, 6];

for (const victim of victims) {
  const where = victim.server === "hub" ? victim.cluster : victim.server;
  test(`a poisoned ${victim.gvr.resource} ${victim.name} in ${where} hurts nobody else`, async () => {
    const poisoned = await new PoisonedWorld().open();
    try {
      await fc.assert(
        fc.asyncProperty(blows, (given) => survives(poisoned, victim, poisonOf(given))),
        {
          seed,
          numRuns: runs,
          endOnFailure: true,
          includeErrorInReport: true,
        },
      );
    } finally {
      await poisoned.close();
    }
  });
}

test.run();
