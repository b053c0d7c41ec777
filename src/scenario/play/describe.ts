/** The words of a play: places, objects, expectations and waiting actors, for people. @module */
import type { ActorDirectory, ActorSummary } from "../../ports/actor_directory.ts";
import { formatDuration } from "../story/duration.ts";
import type { Action, ActorsExpectation, Expectation, ObjectReference, Place } from "../story/scenario.ts";

export function describePlace(place: Place): string {
  if (place.type === "edge") return `edge ${place.edge}`;
  return place.type === "mailbox" ? `the mailbox of ${place.syncTarget}` : place.path.source;
}

export function describeObject({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace.source}/`}${name.source}`;
}

/** A phrase such as `apply Location location-f in root:imw-1`, for after "Cannot". */
export function describeAction(action: Action): string {
  switch (action.type) {
    case "createWorkspace":
      return `create the workspace ${action.path}`;
    case "apply":
    case "create":
      return `${action.type} ${action.object.kind} ${action.object.metadata.name} in ${
        describePlace(action.place)
      }`;
    case "applyBuiltin":
      return `apply ${action.builtin} in ${describePlace(action.place)}`;
    case "patch":
    case "delete":
      return `${action.type} ${describeObject(action.object)} in ${describePlace(action.place)}`;
    case "runtime":
    case "watches":
      return `${action.change} ${action.type}`;
    case "edge":
      return `${action.change} edge ${action.edge}`;
    case "advance":
      return `let ${formatDuration(action.byMs)} go by`;
    case "remember":
      return `remember ${action.name}`;
  }
}

/** A phrase such as `Deployment commonstuff/commond in edge florin`. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.type) {
    case "object":
      return `${describeObject(expectation.object)} in ${describePlace(expectation.place)}`;
    case "absent":
      return `no ${describeObject(expectation.object)} in ${describePlace(expectation.place)}`;
    case "list":
      return `the ${expectation.kind} list in ${describePlace(expectation.place)}`;
    case "page":
      return `${
        expectation.contains === undefined ? "no page" : "the page"
      } at port ${expectation.port} of edge ${expectation.edge}`;
    case "actors":
      return describeActors(expectation);
    case "quiet":
      return `no write for ${formatDuration(expectation.forMs)}`;
  }
}

function describeActors({ kind, state, resting }: ActorsExpectation): string {
  const where = state === undefined ? "" : ` in state ${state}`;
  return `${kind ?? "all"} actors${where}${resting ? " at rest" : ""}`;
}

const waitingShownMax = 12;

/**
 * A line for each actor that is not at rest: its state, why, what it waits for and until when. Actors that wait in one
 * state for one reason, such as the reflectors of an edge that is out of reach, share a line.
 */
export function describeWaiting(directory: ActorDirectory | null, now: number): string[] {
  if (directory === null) return ["the runtime is stopped"];
  const crowds = new Map<string, ActorSummary[]>();
  for (const actor of directory.list({})) {
    if (actor.waitsFor === null) continue;
    const alike = JSON.stringify([actor.kind, actor.state, actor.reason, actor.waitsFor]);
    crowds.set(alike, [...crowds.get(alike) ?? [], actor]);
  }
  if (crowds.size === 0) return ["no actor: every one is at rest"];
  const lines = [...crowds.values()].slice(0, waitingShownMax).map((crowd) => describeCrowd(crowd, now));
  const more = crowds.size - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** The one of which the time is up first speaks for all. */
function describeCrowd(crowd: readonly ActorSummary[], now: number): string {
  const due = ({ deadline }: ActorSummary) => deadline ?? Infinity;
  const first = crowd.reduce((one, other) => due(other) < due(one) ? other : one);
  const line = describeActor(first, now);
  return crowd.length === 1 ? line : `${line}; and ${crowd.length - 1} more like it`;
}

function describeActor(
  { address, state, since, reason, waitsFor, deadline, overdue }: ActorSummary,
  now: number,
): string {
  const until = deadline === null
    ? ""
    : `, ${overdue ? "overdue since" : "due in"} ${formatDuration(Math.abs(deadline - now))}`;
  return `${address} is ${state} for ${formatDuration(now - since)} (${reason}), waits for ${
    waitsFor ?? "nothing"
  }${until}`;
}
