/** Draws the story of a seed: a beginning in which everything comes to be, then edits in bursts, and accidents among them. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { Dice } from "./dice.ts";
import type { Operation, Place } from "./operation.ts";
import {
  location,
  namespace,
  placement,
  syncTarget,
  workloadKinds,
  workloadObject,
} from "./story_objects.ts";
import type { StoryFault } from "../faults/fault_classes.ts";
import { drawAccident } from "./draw_accident.ts";

export interface Cast {
  readonly edges: readonly string[];
  readonly workspaces: readonly string[];
  /** Which accidents happen in this seed. */
  readonly accidents: ReadonlySet<StoryFault>;
}

const inventory: Place = { workspace: "root:imw" };
const names = {
  spaces: ["n1", "n2", "n3"],
  placements: ["p1", "p2"],
  objects: ["o1", "o2"],
  roles: ["r1", "r2"],
};

const targetPrefix = "t-";

/** The SyncTarget that stands for an edge. */
export function targetOf(edge: string): string {
  return `${targetPrefix}${edge}`;
}

/** The reverse of {@link targetOf}. */
export function edgeOf(target: string): string {
  return target.slice(targetPrefix.length);
}

export function drawStory(dice: Dice, cast: Cast, endMs: number): readonly Operation[] {
  let serial = 0;
  const draw = (at: number) => drawEdit(dice, cast, at, serial++);
  const beginning = [
    ...cast.edges.flatMap((edge) => [
      apply(dice.below(5_000), inventory, syncTarget(targetOf(edge), dice)),
      apply(dice.below(5_000), inventory, location(`l-${edge}`, dice)),
    ]),
    ...cast.workspaces.flatMap((workspace) => [
      ...names.spaces.slice(dice.below(2)).map((name) =>
        apply(dice.below(5_000), { workspace }, namespace(name, dice))
      ),
      ...Array.from(
        { length: dice.between(3, 8) },
        () => drawObject(dice, workspace, dice.between(5_000, 12_000), serial++),
      ),
      apply(dice.between(2_000, 20_000), { workspace }, placement("p1", dice)),
    ]),
  ];
  const bursts = Array.from({ length: dice.between(2, 5) }, () => dice.between(20_000, endMs));
  const edits = bursts.flatMap((at) =>
    Array.from(
      { length: dice.between(2, 10) },
      () => draw(Math.min(endMs, at + dice.below(dice.pick([500, 5_000, 30_000])))),
    )
  ).flat();
  const accidents = [...cast.accidents].flatMap((accident) =>
    Array.from(
      { length: dice.between(1, 3) },
      () => drawAccident(dice, cast, accident, dice.between(10_000, endMs), serial++),
    )
  ).flat();
  return [...beginning, ...edits, ...accidents].sort((a, b) => a.at - b.at);
}

export function apply(at: number, place: Place, object: KubeObject, fault?: StoryFault): Operation {
  return { at, do: "apply", in: place, object, ...(fault !== undefined && { fault }) };
}

export function remove(at: number, place: Place, object: KubeObject, fault?: StoryFault): Operation {
  const { apiVersion, kind, metadata: { name, namespace: space } } = object;
  const metadata = { name, ...(space !== undefined && { namespace: space }) };
  return {
    at,
    do: "delete",
    in: place,
    object: { apiVersion, kind, metadata },
    ...(fault !== undefined && { fault }),
  };
}

/** An object of a workload, in one of its namespaces. */
export function drawObject(dice: Dice, workspace: string, at: number, serial: number): Operation {
  const kind = dice.pick([...workloadKinds, "ConfigMap" as const, "Deployment" as const]);
  const name = kind === "ClusterRole" ? dice.pick(names.roles) : dice.pick(names.objects);
  return apply(
    at,
    { workspace },
    workloadObject(kind, { workspace, space: dice.pick(names.spaces), name, serial }, dice),
  );
}

function drawEdit(dice: Dice, { edges, workspaces }: Cast, at: number, serial: number): readonly Operation[] {
  const workspace = dice.pick(workspaces);
  const put = (place: Place, object: KubeObject) => [apply(at, place, object)];
  const edge = dice.pick(edges);
  return dice.pick<() => readonly Operation[]>([
    () => put(inventory, syncTarget(targetOf(edge), dice)),
    () => put(inventory, location(dice.pick([`l-${edge}`, "l-all"]), dice)),
    () => put({ workspace }, placement(dice.pick(names.placements), dice)),
    () => put({ workspace }, placement(dice.pick(names.placements), dice)),
    () => put({ workspace }, namespace(dice.pick(names.spaces), dice)),
    () => [drawObject(dice, workspace, at, serial)],
    () => [drawObject(dice, workspace, at, serial)],
    () => [drawObject(dice, workspace, at, serial)],
    () => drawRemoval(dice, workspace, edge, at, serial),
  ])();
}

function drawRemoval(
  dice: Dice,
  workspace: string,
  edge: string,
  at: number,
  serial: number,
): readonly Operation[] {
  const goes = (place: Place, object: KubeObject) => [remove(at, place, object)];
  return dice.pick<() => readonly Operation[]>([
    () => goes(inventory, location(dice.pick([`l-${edge}`, "l-all"]), dice)),
    () => goes({ workspace }, placement(dice.pick(names.placements), dice)),
    () => goes({ workspace }, namespace(dice.pick(names.spaces), dice)),
    () => {
      const drawn = drawObject(dice, workspace, at, serial);
      return drawn.do === "apply" ? goes({ workspace }, drawn.object) : [];
    },
    () => goes(inventory, syncTarget(targetOf(edge), dice)),
    () => {
      const drawn = drawObject(dice, workspace, at, serial);
      return drawn.do === "apply" ? goes({ workspace }, drawn.object) : [];
    },
  ])();
}
