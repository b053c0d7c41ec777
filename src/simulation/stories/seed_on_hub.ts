/**
 * A seed's story on the embedded hub and edges, behind ways on which faults strike; and once more without any fault. Both must come to
 * rest with the runtime having left the same, however they got there (Sieve's oracle). @module
 */
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { KubeObject } from "../../kube/object.ts";
import { groupVersionOf } from "../../kube/resource.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import { type Detour, openMemoryWorld } from "../../scenario/embedded/memory_world.ts";
import type { ScenarioObserver } from "../../scenario/observer.ts";
import { createVirtualPace } from "../../scenario/play/pace.ts";
import { playScenario } from "../../scenario/play_scenario.ts";
import { loadScenario } from "../../scenario/read/load_scenario.ts";
import type { World } from "../../scenario/world.ts";
import { FaultCounters } from "../faults/fault_classes.ts";
import { FaultInjector } from "../faults/fault_injector.ts";
import { mergePatched } from "../model/field_ownership.ts";
import { drawPlan, type Plan } from "../run/plan.ts";
import type { Violation } from "../run/run_plan.ts";
import type { SeedResult } from "../run/seed_result.ts";
import { storyOf } from "../run/story_of.ts";
import { Dice } from "../user/dice.ts";
import type { Operation } from "../user/operation.ts";
import { ObjectLedger } from "./object_ledger.ts";
import { flakyWay } from "./flaky_way.ts";
import { differingLines, leftOver } from "./left_over.ts";
import { drawLinkFaults } from "./play_with_faults.ts";

const theWayItIs: Detour = (_server, api) => api;

const restMs = 600_000;
const quietMs = 300_000;

interface Play {
  readonly endState: readonly string[];
  /** Writes during the quiet at the end. */
  readonly late: number;
  readonly tookMs: number;
}

/** `wall` is the time of the person who watches; a test puts a bug into the way of the run with faults. */
export async function runSeedOnHub(seed: number, wall: Clock, bug: Detour = theWayItIs): Promise<SeedResult> {
  const plan = drawPlan(seed);
  const counters = new FaultCounters();
  const calm = await play({ plan, mode: "calm", counters, wall, bug: theWayItIs });
  const faulty = await play({ plan, mode: "faulty", counters, wall, bug });
  const at = faulty.tookMs;
  const violations: Violation[] = differingLines(calm.endState, faulty.endState).map((message) => ({
    oracle: "D5",
    message,
    at,
  }));
  if (faulty.late > 0) {
    violations.push({ oracle: "S17", message: `${faulty.late} writes while everything was quiet`, at });
  }
  return { seed, violations, counts: [...counters.counts], tookMs: calm.tookMs + faulty.tookMs };
}

/** What an edit may be told of here: users' own, which do not depend on what the runtime has done. */
function isEdit({ do: what, fault, ...operation }: Operation): boolean {
  if (fault !== undefined && fault !== "targetRecreated") return false;
  return (what === "apply" || what === "delete") && "in" in operation &&
    typeof operation.in === "object" && "workspace" in operation.in;
}

interface PlayOptions {
  readonly plan: Plan;
  readonly mode: "calm" | "faulty";
  readonly counters: FaultCounters;
  readonly wall: Clock;
  readonly bug: Detour;
}

async function play({ plan, mode, counters, wall, bug }: PlayOptions): Promise<Play> {
  const clock = new VirtualClock();
  const pace = createVirtualPace(clock);
  const began = clock.now();
  const ledger = new ObjectLedger(clock);
  const dice = new Dice(seededRandomness(plan.seed));
  const episodes = mode === "calm" ? [] : drawLinkFaults(dice, ["hub", ...plan.edges]);
  const injector = new FaultInjector(clock, seededRandomness(plan.seed + 1), counters, episodes);
  const { world, close } = await openMemoryWorld(
    beginningOf(plan),
    { clock, pace, wall },
    silence,
    {
      detour: (server, api) => bug(server, flakyWay(server, api, injector, clock)),
      store: (server) => ledger.storeOf(server),
    },
  );
  try {
    await playScenario(beginningOf(plan), world, blind);
    for (const operation of plan.operations.filter(isEdit)) {
      clock.after(operation.at, () => void perform(world, operation));
    }
    if (mode === "faulty") scheduleCrashes(plan, world, clock, counters);
    await pace.wait(plan.faultsMs);
    injector.heal();
    await world.runtime.start();
    await pace.wait(restMs);
    const before = world.runtime.writes().total;
    await pace.wait(quietMs);
    const late = world.runtime.writes().total - before;
    return { endState: leftOver(ledger), late, tookMs: clock.now() - began };
  } finally {
    await close();
  }
}

function scheduleCrashes({ operations }: Plan, world: World, clock: Clock, counters: FaultCounters): void {
  for (const operation of operations) {
    if (operation.do !== "crash") continue;
    clock.after(operation.at, () => {
      counters.count("crash");
      void world.runtime.stop();
    });
    clock.after(operation.at + operation.downMs, () => void world.runtime.start());
  }
}

/** As a user who does not mind being refused. */
async function perform({ hub }: World, operation: Operation): Promise<void> {
  if (operation.do !== "apply" && operation.do !== "delete") return;
  const place = operation.in as { readonly workspace: string };
  const resource = await resourceOf(hub, place.workspace, operation.object as KubeObject);
  if (resource === null) return;
  const { namespace, name } = operation.object.metadata;
  const at = { cluster: place.workspace, resource, name, ...(namespace !== undefined && { namespace }) };
  if (operation.do === "delete") return hub.call({ ...at, verb: "delete" }, () => {});
  const body = mergePatched({}, operation.object);
  hub.call({ ...at, verb: "create", body }, (made) => {
    if (made.ok || made.error.reason !== "AlreadyExists") return;
    hub.call({ ...at, verb: "patch", patchType: "merge", body: operation.object }, () => {});
  });
}

function resourceOf(
  hub: ClusterApi,
  cluster: string,
  { apiVersion, kind }: KubeObject,
): Promise<ApiRequest["resource"] | null> {
  const { group, version } = groupVersionOf(apiVersion);
  return new Promise((resolve) =>
    hub.discover(cluster, (answer) => {
      const rows = answer.ok ? answer.resources : [];
      resolve(
        rows.find((row) => row.kind === kind && row.group === group && row.version === version) ?? null,
      );
    })
  );
}

/** The workspaces and edges of the plan, as a scenario in memory. */
function beginningOf(plan: Plan): ReturnType<typeof loadScenario> {
  const empty = { ...plan, operations: [], episodes: [], effectCrashes: [] };
  const text = storyOf(empty, { oracle: "D5", message: "nothing", at: 0 }) ?? "";
  const kindConfig = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n";
  return loadScenario("seed.yaml", {
    read: (name) => ({ ok: true, text: name === "seed.yaml" ? text : kindConfig }),
    display: (name) => name,
  });
}

const silence: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const blind: ScenarioObserver = {
  scenarioStarted: () => {},
  stepStarted: () => {},
  expectationMet: () => {},
  failed: () => {},
  scenarioEnded: () => {},
};
