/** A scenario: a story told in steps, with what must hold after each. Plain data; docs/scenarios.md is its reference. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { FieldPath } from "./field_path.ts";
import type { Position } from "./position.ts";
import type { Template } from "./template.ts";

export interface Scenario {
  readonly file: string;
  readonly name: string;
  /** Why this story is told, as a paragraph. */
  readonly why: string;
  readonly seed: number;
  readonly clock: "virtual" | "real";
  readonly edges: readonly EdgeSpec[];
  readonly steps: readonly Step[];
}

/** An edge cluster that stands from the beginning, and the SyncTarget that will represent it. */
export interface EdgeSpec {
  readonly at: Position;
  readonly name: string;
  readonly syncTarget: { readonly workspace: string; readonly name: string };
  readonly kindConfig: KindConfig;
}

/** A `kind` cluster configuration: `file` as written in the scenario, its text, and what it says about ports. */
export interface KindConfig {
  readonly file: string;
  readonly text: string;
  readonly portMappings: readonly PortMapping[];
}

/** `containerPort` is a port of the node, `hostPort` one of the machine that the node runs on. */
export interface PortMapping {
  readonly containerPort: number;
  readonly hostPort: number;
}

export interface Step {
  readonly at: Position;
  /** The heading that begins here, if one does. */
  readonly stage?: string;
  /** What happens, as a sentence. */
  readonly do: string;
  readonly actions: readonly Action[];
  readonly expect: readonly Expectation[];
}

/** Where objects are: a workspace by path, the mailbox of a SyncTarget, or an edge cluster. */
export type Place =
  | { readonly type: "workspace"; readonly at: Position; readonly path: Template }
  | { readonly type: "mailbox"; readonly at: Position; readonly syncTarget: string }
  | { readonly type: "edge"; readonly at: Position; readonly edge: string };

/** `Kind namespace/name`, `Kind name`; the kind may carry its group as `Deployment.apps`. */
export interface ObjectReference {
  readonly at: Position;
  readonly kind: string;
  /** Undefined: any group that has the kind in that place. */
  readonly group?: string;
  readonly namespace?: Template;
  readonly name: Template;
}

interface ActionBase {
  readonly at: Position;
  /** How long the action may be tried again while the place does not have the API or the object yet. */
  readonly withinMs: number;
}

export type Action = ActionBase & ActionBody;

export type ActionBody =
  | { readonly type: "createWorkspace"; readonly path: string }
  /** Create, or merge over what is there. */
  | { readonly type: "apply"; readonly place: Place; readonly object: KubeObject }
  | { readonly type: "applyBuiltin"; readonly place: Place; readonly builtin: BuiltinName }
  /** Refused when it is already there. */
  | { readonly type: "create"; readonly place: Place; readonly object: KubeObject }
  | {
    readonly type: "patch";
    readonly place: Place;
    readonly object: ObjectReference;
    readonly merge: unknown;
  }
  | {
    readonly type: "delete";
    readonly place: Place;
    readonly object: ObjectReference;
    readonly ifPresent: boolean;
  }
  | { readonly type: "runtime"; readonly change: "start" | "stop" | "restart" }
  | { readonly type: "watches"; readonly change: "hold" | "release" | "cut" }
  | { readonly type: "edge"; readonly change: "disconnect" | "reconnect"; readonly edge: string }
  | { readonly type: "advance"; readonly byMs: number }
  | { readonly type: "remember"; readonly name: string; readonly value: Template };

/** Objects that come with the program: the schemas and the export of edge.kcp.io for the edge service provider's workspace. */
export const builtinNames = ["edge-exports"] as const;
export type BuiltinName = typeof builtinNames[number];

interface ExpectationBase {
  readonly at: Position;
  readonly withinMs: number;
}

export type Expectation = ExpectationBase & ExpectationBody;

export type ExpectationBody =
  | {
    readonly type: "object";
    readonly place: Place;
    readonly object: ObjectReference;
    readonly fields: readonly FieldExpectation[];
  }
  | { readonly type: "absent"; readonly place: Place; readonly object: ObjectReference }
  | ListExpectation
  /** `contains` undefined: nothing must be served there. */
  | { readonly type: "page"; readonly edge: string; readonly port: number; readonly contains?: string }
  | ActorsExpectation
  | { readonly type: "quiet"; readonly forMs: number };

export interface ListExpectation {
  readonly type: "list";
  readonly place: Place;
  readonly kind: string;
  readonly group?: string;
  readonly namespace?: Template;
  /** A Kubernetes label selector as kubectl takes it: `a=b,c`. */
  readonly labels?: string;
  /** Exactly these, as `namespace/name` or `name`, in any order. */
  readonly names?: readonly Template[];
  readonly count?: number;
}

export interface ActorsExpectation {
  readonly type: "actors";
  /** Undefined: every kind. */
  readonly kind?: string;
  readonly state?: string;
  readonly count?: number;
  /** Each of them is in a state of rest. */
  readonly resting: boolean;
}

/**
 * How a field is compared: `is` = the same, where a map may have more fields and a list is compared item by item in order;
 * `exactly` = equal; `asSet` = a list with equal items, in any order; `without` = no such field.
 */
export type FieldExpectation =
  & { readonly at: Position; readonly path: FieldPath }
  & ({ readonly rule: "is" | "exactly" | "asSet"; readonly value: Pattern } | { readonly rule: "without" });

/** An expected value in which every string is a template. */
export type Pattern = null | boolean | number | Template | PatternList | PatternMap;
export interface PatternList {
  readonly items: readonly Pattern[];
}
export interface PatternMap {
  readonly fields: ReadonlyMap<string, Pattern>;
}
