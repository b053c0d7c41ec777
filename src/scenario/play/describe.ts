/** The words of a play: places, objects, expectations and waiting actors, for people. @module */
import type { ActorDirectory, ActorSummary } from "../../ports/actor_directory.ts";
import { formatDuration } from "../story/duration.ts";
import type { Action, Expectation, ObjectReference, Place } from "../story/scenario.ts";

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
      return `${expectation.kind ?? "all"} actors${
        expectation.state === undefined ? "" : ` in state ${expectation.state}`
      }`;
    case "quiet":
      return `no write for ${formatDuration(expectation.forMs)}`;
  }
}

const waitingShownMax = 12;

/** One line for each actor that is not at rest: its state, why, what it waits for and until when. */
export function describeWaiting(directory: ActorDirectory | null, now: number): string[] {
  if (directory === null) return ["the runtime is stopped"];
  const waiting = directory.list({}).filter(({ waitsFor }) => waitsFor !== null);
  const lines = waiting.slice(0, waitingShownMax).map((actor) => describeActor(actor, now));
  const more = waiting.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return lines.length === 0 ? ["no actor: every one is at rest"] : lines;
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
