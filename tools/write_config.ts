/**
 * Writes `config/crds` and `config/exports`, the edge API as files for `kubectl create -f`, from the definitions that
 * the program itself uses: `deno task config`. @module
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stringify } from "yaml";
import { edgeKinds } from "../src/hub/kinds/edge/edge_kinds.ts";
import { edgeExports } from "../src/hub/kinds/exports/edge_exports.ts";
import type { ApiResourceSchema } from "../src/kube/kcp_api.ts";
import type { KubeObject } from "../src/kube/object.ts";
import { schemaObject } from "../src/hub/kinds/exports/export_objects.ts";

/** Texts by path below the root of the repository. */
export function configFiles(): ReadonlyMap<string, string> {
  const exports = edgeExports().map((object) =>
    [`config/exports/${object.kind.toLowerCase()}-${object.metadata.name}.yaml`, object] as const
  );
  const definitions = edgeKinds.map(({ prefix, kind }) =>
    [`config/crds/${kind.group}_${kind.resource}.yaml`, definitionOf(schemaObject(prefix, kind))] as const
  );
  return new Map([...definitions, ...exports].map(([path, object]) => [path, textOf(object)]));
}

/** The CustomResourceDefinition that defines what the schema offers. */
function definitionOf({ spec }: ApiResourceSchema): KubeObject {
  const { group, names, scope, versions } = spec!;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${names.plural}.${group}` },
    spec: {
      group,
      names,
      scope,
      versions: versions.map(({ schema, ...version }) => ({
        ...version,
        schema: { openAPIV3Schema: schema },
      })),
    },
  };
}

function textOf(object: KubeObject): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
}

if (import.meta.main) {
  for (const folder of ["config/crds", "config/exports"]) rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of configFiles()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
