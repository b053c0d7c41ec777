/** A minimal plan as a scenario file (docs/scenarios.md), when all its faults have words there. @module */
import { stringify } from "yaml";
import type { KubeObject } from "../../kube/object.ts";
import { mergePatched } from "../model/field_ownership.ts";
import type { Operation, Place } from "../user/operation.ts";
import { targetOf } from "../user/draw_story.ts";
import type { Plan } from "./plan.ts";
import type { Violation } from "./run_plan.ts";

type Step = Readonly<Record<string, unknown>>;

/** YAML, or null when some fault of the plan cannot be told as a story. */
export function storyOf(plan: Plan, violation: Violation): string | null {
  if (
    plan.effectCrashes.length > 0 ||
    !plan.episodes.every(({ fault, server }) => fault === "offline" && server !== "hub")
  ) {
    return null;
  }
  const known = new Set<string>();
  const told = plan.operations.map((operation) => ({ at: operation.at, steps: stepsOf(operation, known) }));
  const cuts = plan.episodes.flatMap(({ server, from, until }) => [
    { at: from, steps: [{ do: `Cut the way to ${server}`, disconnect: server }] },
    { at: until, steps: [{ do: `Mend the way to ${server}`, reconnect: server }] },
  ]);
  const all = [...told, ...cuts].sort((a, b) => a.at - b.at);
  if (all.some(({ steps }) => steps === null)) return null;
  return stringify({
    name: `Seed ${plan.seed} breaks ${violation.oracle}`,
    why: `Found by simulation and made small: ${violation.message}`,
    seed: plan.seed,
    edges: plan.edges.map((name) => ({
      name,
      syncTarget: { workspace: "root:imw", name: targetOf(name) },
      kindConfig: "florin-config.yaml",
    })),
    steps: [...beginning(plan), ...spaced(all), {
      do: "Everything comes to rest",
      expect: [{ quiet: "60s" }],
    }],
  }, { lineWidth: 0 });
}

function beginning({ workspaces }: Plan): readonly Step[] {
  const bind = (name: string, path: string) => ({
    apiVersion: "apis.kcp.io/v1alpha1",
    kind: "APIBinding",
    metadata: { name: `bind-${name}` },
    spec: { reference: { export: { path, name } } },
  });
  return [
    { do: "Create the inventory", createWorkspace: "root:imw" },
    { do: "Create the service provider", createWorkspace: "root:espw" },
    { do: "Export the edge API", applyBuiltin: "edge-exports", in: "root:espw" },
    ...workspaces.flatMap((path) => [
      { do: `Create ${path}`, createWorkspace: path },
      {
        do: "Bind its APIs",
        in: path,
        apply: [bind("edge.kcp.io", "root:espw"), bind("kubernetes", "root:compute")],
      },
    ]),
  ];
}

/** Time goes by between operations as it did in the simulation. */
function spaced(
  all: readonly { readonly at: number; readonly steps: readonly Step[] | null }[],
): readonly Step[] {
  let now = 0;
  return all.flatMap(({ at, steps }) => {
    const waited = at - now;
    now = at;
    const wait = waited > 0 ? [{ do: "Some time goes by", advance: `${waited}ms` }] : [];
    return [...wait, ...(steps ?? [])];
  });
}

/** Null for what has no word. An object's first appearance must not remove fields. */
function stepsOf(operation: Operation, known: Set<string>): readonly Step[] | null {
  switch (operation.do) {
    case "apply": {
      const key = JSON.stringify([
        operation.in,
        operation.object.kind,
        operation.object.metadata.namespace,
        operation.object.metadata.name,
      ]);
      const object = known.has(key) ? operation.object : mergePatched({}, operation.object) as KubeObject;
      known.add(key);
      return [{
        do: `Apply ${object.kind} ${object.metadata.name}`,
        in: placeOf(operation.in),
        apply: [object],
      }];
    }
    case "delete": {
      const { kind, metadata: { namespace, name } } = operation.object;
      const object = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
      return [{ do: `Delete ${object}`, in: placeOf(operation.in), deleteIfPresent: object }];
    }
    case "crash":
      return [
        { do: "Crash", stop: "runtime" },
        { do: "Stay down", advance: `${operation.downMs}ms` },
        { do: "Come back", start: "runtime" },
      ];
    default:
      return null;
  }
}

function placeOf(place: Place): unknown {
  return "workspace" in place ? place.workspace : place;
}
