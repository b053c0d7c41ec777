/** Puts pieces into a hub: looks at all of them before anything is written, and waits until each is in effect. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { CommandError } from "../command_error.ts";
import { judge, labelled, nameOf, type Piece, renewed, resourceName, type Verdict } from "./piece.ts";

/** The hub, the time, and whom to tell. */
export interface InstallPorts {
  readonly api: ClusterApi;
  readonly clock: Clock;
  /** One line about one piece. */
  say(done: Done): void;
}

/** What was done about a piece, or in a rehearsal would be. */
export interface Done {
  readonly object: string;
  readonly did: "created" | "updated" | "kept";
  readonly text: string;
}

interface Judged {
  readonly piece: Piece;
  readonly verdict: Verdict;
}

const fieldManager = "edgechart-init";
const pollMs = 100;
/** How long a piece may take to come into effect. */
const readyMs = 60_000;

/**
 * `rehearse` says what would be done and writes nothing. Resolves to the number of objects written.
 *
 * @throws {CommandError} when an object is in the way, a right is missing, or the server does not answer.
 */
export async function install(
  ports: InstallPorts,
  pieces: readonly Piece[],
  mode: "apply" | "rehearse",
): Promise<number> {
  const judged = await judgeAll(ports, pieces);
  refuseIfInTheWay(judged);
  for (const one of judged) await settle(ports, one, mode);
  return judged.filter(({ verdict }) => verdict.step !== "keep").length;
}

/** What is in a workspace that is not there yet is not there either, whatever the server says of it. */
async function judgeAll(ports: InstallPorts, pieces: readonly Piece[]): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  const absent = new Set<string>();
  for (const piece of pieces) {
    const found = absent.has(piece.cluster) ? null : await find(ports, piece);
    if (found === null) absent.add(`${piece.cluster}:${piece.object.metadata.name}`);
    judged.push({ piece, verdict: found === null ? { step: "create" } : judge(piece, found) });
  }
  return judged;
}

function refuseIfInTheWay(judged: readonly Judged[]): void {
  const why = judged.flatMap(({ piece, verdict }) =>
    verdict.step === "refuse" ? [`${nameOf(piece)} ${verdict.why}`] : []
  );
  if (why.length === 0) return;
  throw new CommandError(
    `Cannot use this hub: ${why.join("; ")}. Nothing was changed. Remove it, or take another hub.`,
  );
}

async function settle(ports: InstallPorts, { piece, verdict }: Judged, mode: "apply" | "rehearse") {
  const object = nameOf(piece);
  if (verdict.step === "keep") {
    if (mode === "apply") await becomesReady(ports, piece);
    return ports.say({ object, did: "kept", text: `${object} ${verdict.why}` });
  }
  const did = verdict.step === "create" ? "created" : "updated";
  if (mode === "rehearse") return ports.say({ object, did, text: `${object} would be ${did}` });
  await write(ports, piece, verdict);
  await becomesReady(ports, piece);
  ports.say({ object, did, text: `${object} ${did}` });
}

async function write(ports: InstallPorts, piece: Piece, verdict: Verdict): Promise<void> {
  const { cluster, resource, object } = piece;
  const at = { cluster, resource, query: { fieldManager } };
  const request: ApiRequest = verdict.step === "update"
    ? { ...at, verb: "update", name: object.metadata.name, body: renewed(piece, verdict.found) }
    : { ...at, verb: "create", body: labelled(piece) };
  const answer = await ask(ports.api, request);
  if (!answer.ok) throw refusal(piece, verdict.step === "update" ? "change" : "create", answer.error);
}

/** Null when the server says that there is none. */
async function find({ api }: InstallPorts, piece: Piece): Promise<KubeObject | null> {
  const { cluster, resource, object: { metadata: { name } } } = piece;
  const answer = await ask(api, { verb: "get", cluster, resource, name });
  if (answer.ok) return answer.body as KubeObject;
  if (answer.error.status === 404) return null;
  throw refusal(piece, "read", answer.error);
}

async function becomesReady(ports: InstallPorts, piece: Piece): Promise<void> {
  const until = ports.clock.now() + readyMs;
  while (!await isReady(ports, piece)) {
    if (ports.clock.now() >= until) {
      throw new CommandError(`${nameOf(piece)} is not ready after ${readyMs / 1000} s. Look at its status.`);
    }
    await new Promise((resolve) => ports.clock.after(pollMs, () => resolve(null)));
  }
}

async function isReady(ports: InstallPorts, piece: Piece): Promise<boolean> {
  const found = await find(ports, piece);
  return found !== null && piece.isReady(found);
}

function ask(api: ClusterApi, request: ApiRequest): Promise<ApiAnswer> {
  return new Promise((resolve) => api.call(request, resolve));
}

function refusal(piece: Piece, verb: string, error: KubeError): CommandError {
  const advice = error.status === 401 || error.status === 403
    ? `Give --hub-kubeconfig a user who may get, create and update ${resourceName(piece)}.`
    : "Is this the right hub?";
  return new CommandError(`Cannot ${verb} ${nameOf(piece)}: ${error.message}. ${advice}`, { cause: error });
}
