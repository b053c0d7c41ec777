/** What an oracle is: it knows what must hold, and says where it does not. @module */
import { equal } from "../../kube/equality.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { JournalRecord } from "../../ports/journal.ts";
import type { SentWrite } from "../faults/faulty_link.ts";
import type { Commit } from "../model/history.ts";
import type { ModelServer } from "../model/model_server.ts";
import type { Admission, Telling } from "../run/view_watch.ts";
import type { World } from "../run/world.ts";
import type { StateReader } from "./brute_force.ts";

/** A write that the runtime asked for and that changed something. */
export interface RuntimeWrite {
  readonly server: ModelServer;
  readonly commit: Commit;
  readonly sent: SentWrite;
}

/** Looks at one write, while faults strike; answers what is wrong with it. */
export interface SafetyOracle {
  /** As in the catalogue of invariants: `S2`. */
  readonly name: string;
  readonly sentence: string;
  judge?(write: RuntimeWrite, world: World): string | null;
  /** Looks at the world now and then, while faults strike. */
  look?(world: World): string | null;
  /** Listens to what the runtime's reflectors tell. */
  hear?(telling: Telling, world: World): string | null;
  /** Hears of those who begin to listen to them. */
  admit?(admission: Admission, world: World): void;
  /** Looks at what the runtime writes down. */
  read?(record: JournalRecord): string | null;
}

/** Looks at the whole world when it should be at rest. */
export interface RestOracle {
  readonly name: string;
  readonly sentence: string;
  /** Everything that is not as it should be, most telling first. */
  findings(world: World): readonly string[];
}

/** The hub's state as it is now. */
export function presentState({ hub }: World): StateReader {
  return {
    list: (resource, cluster) => hub.history.list(resource, cluster),
    rows: (cluster) => hub.rows(cluster),
  };
}

export function labelOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** Whether two versions of an object say the same, whatever their status, and whoever owns their fields. */
export function hasSameContent(a: KubeObject, b: KubeObject): boolean {
  const { metadata: { labels, annotations }, status: _status, ...rest } = a;
  const { metadata: { labels: otherLabels, annotations: others }, status: _other, ...otherRest } = b;
  return equal(rest, otherRest) && equal(labels, otherLabels) && equal(annotations, others);
}
