/** One thing an API server must do, said once and tried with each client. @module */
import type { Client, WireClient } from "./clients/client.ts";
import type { Place } from "./place.ts";

/** What a server may lack without being wrong; a case that needs it is then skipped, and the report says so. */
export type Need =
  | "apps"
  | "definitions"
  | "kcp"
  /** Controllers of namespaces, owners and roles: a bare kube-apiserver, as in envtest, has none. */
  | "controllers"
  /** `sendInitialEvents`: on by default since Kubernetes 1.32. */
  | "watch list"
  /** History that can be forgotten on demand. */
  | "compaction"
  /** A promise of this program that Kubernetes does not make. */
  | "our own promises";

interface CaseText {
  /** A sentence: what holds. */
  readonly name: string;
  /** Where it is written: an API convention ("API concepts, …"), a KEP, or kcp's documentation. */
  readonly rule: string;
  readonly needs?: readonly Need[];
}

/** For every client, kubectl included. */
export interface ObjectCase extends CaseText {
  readonly via: "every client";
  run(place: Place<Client>): Promise<void>;
}

/** About headers, streams or bytes, which kubectl does not show. */
export interface WireCase extends CaseText {
  readonly via: "wire";
  run(place: Place<WireClient>): Promise<void>;
}

export type Case = ObjectCase | WireCase;

/** A case for every client. */
export function forAll(text: CaseText, run: ObjectCase["run"]): Case {
  return { ...text, via: "every client", run };
}

/** A case for clients that show the wire. */
export function onWire(text: CaseText, run: WireCase["run"]): Case {
  return { ...text, via: "wire", run };
}
