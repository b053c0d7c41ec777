/** Answers a resolved call by its verb, and turns refusals into answers. @module */
import type { KubeList, KubeObject } from "../../kube/object.ts";
import type { ApiAnswer } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { type Call, hookContextOf, requestedName } from "./call.ts";
import { answer, create } from "./create.ts";
import { deleteCollection, deleteObject } from "./delete.ts";
import { finalize } from "./finalize.ts";
import { get, list } from "./list.ts";
import { patch } from "./patch.ts";
import { methodNotAllowed, unknownResource } from "./refusals.ts";
import { existingObject } from "./replace.ts";
import { scale } from "./scale.ts";
import { update } from "./update.ts";

/** The answer to a call. @throws KubeError when it is refused. */
export function perform(call: Call): ApiAnswer {
  const answer = performVerb(call);
  return answer.ok && call.warnings.length > 0 ? { ...answer, warnings: call.warnings } : answer;
}

function performVerb(call: Call): ApiAnswer {
  const { subresource } = call.request;
  if (subresource === undefined || subresource === "") return performOnObject(call);
  if (subresource === "status" && call.kind.subresources?.status) return performOnStatus(call);
  if (subresource === "scale") return ok(200, scale(call));
  if (subresource === "finalize" && call.kind.subresources?.finalize) return performFinalize(call);
  return performHandler(call, subresource);
}

function performOnObject(call: Call): ApiAnswer {
  switch (call.request.verb) {
    case "get":
      return ok(200, get(call));
    case "list":
      return ok(200, list(call));
    case "create":
      return ok(201, call.kind.answer === undefined ? create(call) : answer(call));
    case "update":
      return ok(200, update(call));
    case "patch":
      return performPatch(call);
    case "delete":
      return ok(200, deleteObject(call));
    case "deletecollection":
      return ok(200, deleteCollection(call));
    default:
      throw methodNotAllowed();
  }
}

function performOnStatus(call: Call): ApiAnswer {
  switch (call.request.verb) {
    case "get":
      return ok(200, get(call));
    case "update":
      return ok(200, update(call));
    case "patch":
      return performPatch(call);
    default:
      throw methodNotAllowed();
  }
}

function performFinalize(call: Call): ApiAnswer {
  if (call.request.verb !== "update") throw methodNotAllowed();
  return ok(200, finalize(call));
}

function performPatch(call: Call): ApiAnswer {
  const { status, object } = patch(call);
  return ok(status, object);
}

function performHandler(call: Call, subresource: string): ApiAnswer {
  const handlers = call.kind.subresources?.handlers ?? {};
  if (!Object.hasOwn(handlers, subresource)) throw unknownResource();
  const object = existingObject(call, requestedName(call));
  return handlers[subresource]!(hookContextOf(call), call.request, object);
}

function ok(status: number, body: KubeObject | KubeList): ApiAnswer {
  return { ok: true, status, body };
}

/** Runs `act`; a refusal becomes an answer, and so does a fault of ours, which is logged. */
export function answered(log: Log, act: () => ApiAnswer): ApiAnswer {
  try {
    return act();
  } catch (error) {
    return { ok: false, error: refusalOf(log, error) };
  }
}

/** The refusal that was thrown, or 500 for anything else. */
export function refusalOf(log: Log, error: unknown): KubeError {
  if (error instanceof KubeError) return error;
  log.error({ error: error instanceof Error ? error.stack : String(error) }, "request failed");
  return new KubeError(500, "InternalError", "Internal error occurred: see the server's log", {}, error);
}
