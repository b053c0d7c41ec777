/** The operations of kinds, as far as clients read them from OpenAPI: which kind, and which query parameters. @module */
import { apiVersionOf } from "../../../kube/resource.ts";
import { allVerbs, type KindDefinition } from "../../resources/kind_definition.ts";

/** One operation; `x-kubernetes-group-version-kind` is how kubectl finds it. */
export interface Operation {
  readonly operationId: string;
  readonly "x-kubernetes-action": string;
  readonly "x-kubernetes-group-version-kind": {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  };
  /** Names of query parameters. */
  readonly parameters: readonly string[];
}

/** Operations by lower-case HTTP method. */
export type PathOperations = Readonly<Record<string, Operation>>;

const writeParameters = ["dryRun", "fieldManager", "fieldValidation"];
const readParameters = ["fieldSelector", "labelSelector", "limit", "continue", "resourceVersion", "watch"];

const collectionMethods = [
  { method: "get", verb: "list", action: "list", parameters: readParameters },
  { method: "post", verb: "create", action: "post", parameters: writeParameters },
  { method: "delete", verb: "deletecollection", action: "deletecollection", parameters: ["dryRun"] },
];
const objectMethods = [
  { method: "get", verb: "get", action: "get", parameters: [] },
  { method: "put", verb: "update", action: "put", parameters: writeParameters },
  // kubectl leaves validation to the server if a patch takes `fieldValidation` (KEP-2885).
  { method: "patch", verb: "patch", action: "patch", parameters: [...writeParameters, "force"] },
  { method: "delete", verb: "delete", action: "delete", parameters: ["dryRun", "propagationPolicy"] },
];

/** The paths of a kind with their operations; methods it does not serve are left out. */
export function pathsOf(definition: KindDefinition): readonly (readonly [path: string, PathOperations])[] {
  const { group, namespaced, resource } = definition;
  const root = `/${group === "" ? "api" : "apis"}/${apiVersionOf(definition)}`;
  const collection = `${root}/${namespaced ? "namespaces/{namespace}/" : ""}${resource}`;
  const rows = [
    [collection, operationsOf(definition, collectionMethods)],
    [`${collection}/{name}`, operationsOf(definition, objectMethods)],
  ] as const;
  return rows.filter(([, operations]) => Object.keys(operations).length > 0);
}

function operationsOf(definition: KindDefinition, methods: typeof collectionMethods): PathOperations {
  const { group, version, kind, verbs = allVerbs } = definition;
  const served = methods.filter(({ verb }) => verbs.includes(verb));
  return Object.fromEntries(served.map(({ method, action, parameters }) => [method, {
    operationId: `${action}${group.replaceAll(".", "_")}${version}${kind}`,
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": { group, version, kind },
    parameters,
  }]));
}
