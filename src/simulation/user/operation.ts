/** What users and accidents do to the servers, as data: a list of these is the story of a seed. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { StoryFault } from "../faults/fault_classes.ts";

/** Where an operation acts. `mailboxOf` names a SyncTarget of `root:imw`. */
export type Place = { readonly workspace: string } | { readonly mailboxOf: string } | {
  readonly edge: string;
};

/** `at`: milliseconds from the beginning. `fault`: the class it counts under, if it is an accident. */
interface Timed {
  readonly at: number;
  readonly fault?: StoryFault;
}

/** Creates the object, or merges it over what is there (RFC 7386; null removes). */
export interface ApplyOperation extends Timed {
  readonly do: "apply";
  readonly in: Place;
  readonly object: KubeObject;
  /** What is there already is left alone. */
  readonly onlyIfAbsent?: true;
  /** What is not there is not made. */
  readonly onlyIfPresent?: true;
  /** The status is written instead, of what is there already. */
  readonly subresource?: "status";
}

/** Writes the object, and writes it again each time the runtime has written it, `reactMs` later, until `until`. */
export interface ContendOperation extends Timed {
  readonly do: "contend";
  readonly in: Place;
  readonly object: KubeObject;
  readonly reactMs: number;
  readonly until: number;
}

/** Takes a backup of the hub; makes the hub what it was when the last backup was taken; says that this is as it should be (F27). */
export interface BackupOperation extends Timed {
  readonly do: "backup" | "restore" | "acknowledge";
}

/** A server sends no bookmarks, or the hub makes no new workspace ready, until `until`. */
export interface HinderOperation extends Timed {
  readonly do: "hinder";
  readonly what: "bookmarks" | "workspaces";
  readonly server: string;
  readonly until: number;
}

/** Deletes the object if it is there. */
export interface DeleteOperation extends Timed {
  readonly do: "delete";
  readonly in: Place;
  readonly object: Pick<KubeObject, "apiVersion" | "kind" | "metadata">;
}

/** Stops serving a resource, keeping its objects; or serves it again. `resource` is `deployments.apps`. */
export interface ServeOperation extends Timed {
  readonly do: "withdraw" | "serve";
  readonly in: Place | "everywhere";
  readonly resource: string;
}

/** Re-creates an edge empty. */
export interface ResetOperation extends Timed {
  readonly do: "reset";
  readonly edge: string;
}

/** Lets a server forget its history. */
export interface CompactOperation extends Timed {
  readonly do: "compact";
  readonly server: string;
}

/** Ends the runtime, and starts it with an empty memory `downMs` later. */
export interface CrashOperation extends Timed {
  readonly do: "crash";
  readonly downMs: number;
}

export type Operation =
  | ApplyOperation
  | DeleteOperation
  | ServeOperation
  | ResetOperation
  | CompactOperation
  | ContendOperation
  | BackupOperation
  | HinderOperation
  | CrashOperation;
