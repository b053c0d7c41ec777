/** The continue token of a chunked list: the revision it reads, and the last object it gave. @module */
import { Buffer } from "node:buffer";
import type { KubeObject } from "../../kube/object.ts";
import { clusterOf } from "../../kube/object.ts";
import { own } from "../json_value.ts";
import type { Position } from "../storage/version_table.ts";
import { badRequest } from "./refusals.ts";

export interface Continuation {
  readonly revision: number;
  readonly after: Position;
}

export function writeContinue(revision: number, { metadata }: KubeObject): string {
  const token = {
    v: "edgechart/v1",
    rv: revision,
    c: clusterOf({ metadata }),
    s: metadata.namespace ?? "",
    n: metadata.name,
  };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

/** @throws KubeError 400 for a token that this server did not write. */
export function readContinue(token: string): Continuation {
  const decoded = decode(token);
  const revision = own(decoded, "rv");
  const texts = ["c", "s", "n"].map((key) => own(decoded, key));
  const isOurs = own(decoded, "v") === "edgechart/v1" && Number.isSafeInteger(revision) &&
    texts.every((text) => typeof text === "string");
  if (!isOurs) throw badRequest("continue key is not valid: it was not issued by this server");
  const [cluster, namespace, name] = texts as [string, string, string];
  return { revision: revision as number, after: { cluster, namespace, name } };
}

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    // Not base64 or not JSON: the caller answers for anything that is not a token of ours.
    return undefined;
  }
}
