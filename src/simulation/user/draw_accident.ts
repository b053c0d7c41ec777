/** Accidents of a story: crashes, withdrawn APIs, re-created things, and people who write what is ours. @module */
import type { StoryFault } from "../faults/fault_classes.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Dice } from "./dice.ts";
import { apply, type Cast, drawObject, remove, targetOf } from "./draw_story.ts";
import type { Operation, Place } from "./operation.ts";
import { syncTarget } from "./story_objects.ts";

export function drawAccident(
  dice: Dice,
  cast: Cast,
  fault: StoryFault,
  at: number,
  serial: number,
): readonly Operation[] {
  const [edge, workspace] = [dice.pick(cast.edges), dice.pick(cast.workspaces)];
  const later = at + dice.pick([20, 2_000, 20_000]);
  switch (fault) {
    case "crash":
      return [{ at, do: "crash", downMs: dice.pick([10, 1_000, 60_000]), fault }];
    case "apiWithdrawn":
      return withdrawal(dice, workspace, at, later, fault);
    case "edgeReset":
      return [{ at, do: "reset", edge, fault }];
    case "targetRecreated": {
      const target = syncTarget(targetOf(edge), dice);
      return [
        remove(at, { workspace: "root:imw" }, target, fault),
        apply(later, { workspace: "root:imw" }, target),
      ];
    }
    case "otherWriter":
      return [drawMeddling(dice, cast, edge, at, serial)];
    case "foreignObject":
      return drawForeign(dice, edge, at, serial);
    case "poison":
      return [apply(at, { workspace }, drawPoison(dice, workspace, serial), fault)];
    case "compaction":
      return [{ at, do: "compact", server: dice.pick(["hub", edge]), fault }];
    default:
      return [];
  }
}

function withdrawal(
  dice: Dice,
  workspace: string,
  at: number,
  later: number,
  fault: StoryFault,
): readonly Operation[] {
  const resource = dice.pick(["configmaps", "deployments.apps", "widgets.example.org", "secrets"]);
  const everywhere = dice.pick([
    "locations.scheduling.kcp.io",
    "edgeplacements.edge.kcp.io",
    "synctargets.workload.kcp.io",
  ]);
  const isEverywhere = dice.chance(0.3);
  const where = isEverywhere ? "everywhere" as const : { workspace };
  const what = isEverywhere ? everywhere : resource;
  return [
    { at, do: "withdraw", in: where, resource: what, fault },
    { at: later, do: "serve", in: where, resource: what },
  ];
}

/** Somebody edits or deletes what the runtime wrote. */
function drawMeddling(dice: Dice, { workspaces }: Cast, edge: string, at: number, serial: number): Operation {
  const fault = "otherWriter";
  const workspace = dice.pick(workspaces);
  const placement = dice.pick(["p1", "p2"]);
  const slice = {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "SinglePlacementSlice",
    metadata: { name: placement },
  };
  const config = { apiVersion: "edge.kcp.io/v1alpha1", kind: "SyncerConfig", metadata: { name: "the-one" } };
  const place: Place = dice.chance(0.5) ? { mailboxOf: targetOf(edge) } : { edge };
  return dice.pick<() => Operation>([
    () => remove(at, { workspace }, slice, fault),
    () => apply(at, { workspace }, { ...slice, destinations: [] }, fault),
    () => remove(at, { mailboxOf: targetOf(edge) }, config, fault),
    () =>
      apply(at, { mailboxOf: targetOf(edge) }, {
        ...config,
        spec: { namespaceScope: { namespaces: [dice.pick(["n1", "orbital"])] }, upsync: null },
      }, fault),
    () => meddle(dice, place, at, serial, fault),
    () => meddle(dice, place, at, serial, fault),
  ])();
}

function meddle(dice: Dice, place: Place, at: number, serial: number, fault: StoryFault): Operation {
  const kind = dice.pick(["ConfigMap", "Namespace"]);
  const inSpace = { name: dice.pick(["o1", "o2"]), namespace: dice.pick(["n1", "n2"]) };
  if (kind === "Namespace") {
    const object = { apiVersion: "v1", kind, metadata: { name: inSpace.namespace } };
    return remove(at, place, object, fault);
  }
  const object = { apiVersion: "v1", kind, metadata: inSpace, data: { text: `meddled-${serial}` } };
  return dice.chance(0.5) ? remove(at, place, object, fault) : { ...apply(at, place, object, fault) };
}

/** Somebody else's object on an edge, where a copy may come to stand, with or without our label on it. */
function drawForeign(dice: Dice, edge: string, at: number, serial: number): readonly Operation[] {
  const labels: Record<string, string> = dice.chance(0.5)
    ? { "edge.kcp.io/projected": "yes" }
    : { mine: "yes" };
  const when = dice.chance(0.5) ? at : dice.below(20_000);
  const [name, namespace] = [dice.pick(["o1", "o2", "theirs"]), dice.pick(["n1", "n2", "theirs"])];
  const space: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  const object: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels },
    data: { text: `foreign-${serial}` },
  };
  return [
    { at: when, do: "apply", in: { edge }, object: space, onlyIfAbsent: true },
    { at: when + 1, do: "apply", in: { edge }, object, onlyIfAbsent: true, fault: "foreignObject" },
  ];
}

/** An object whose fields have other types than they should, as far as servers without schemas let it in; or a selector of nonsense. */
function drawPoison(dice: Dice, workspace: string, serial: number): KubeObject {
  const drawn = drawObject(dice, workspace, 0, serial);
  const odd = dice.pick<unknown>([42, "text", [], true, [["deep"]], null]);
  const isWorkload = drawn.do === "apply" && drawn.object.kind !== "CustomResourceDefinition";
  if (isWorkload && dice.chance(0.7)) {
    const { metadata } = drawn.object;
    return { ...drawn.object, spec: odd, status: odd, metadata: { ...metadata, name: "poison" } };
  }
  const nonsense = { matchExpressions: [{ key: "env", operator: "Within" as "In", values: ["prod"] }] };
  const spec = dice.pick([
    { locationSelectors: [nonsense, {}], namespaceSelector: {} },
    { locationSelectors: [{}], namespaceSelector: nonsense },
  ]);
  return { apiVersion: "edge.kcp.io/v1alpha1", kind: "EdgePlacement", metadata: { name: "poison" }, spec };
}
