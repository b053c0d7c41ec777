/**
 * Writes `config/crds`, `config/exports` and `config/kubernetes` (what a hub without workspaces needs), the edge API as files for
 * `kubectl create -f`, from the definitions that the program itself uses: `deno task config`. @module
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stringify } from "yaml";
import { edgeKinds } from "../src/hub/kinds/edge/edge_kinds.ts";
import { definitionObject, hubDefinitions } from "../src/hub/kinds/exports/definition_objects.ts";
import { edgeExports } from "../src/hub/kinds/exports/edge_exports.ts";
import type { KubeObject } from "../src/kube/object.ts";

/** The folders that hold nothing else. */
export const configFolders = ["config/crds", "config/exports", "config/kubernetes"];

/** Texts by path below the root of the repository. */
export function configFiles(): ReadonlyMap<string, string> {
  const exports = edgeExports().map((object) =>
    [`config/exports/${object.kind.toLowerCase()}-${object.metadata.name}.yaml`, object] as const
  );
  const definitions = edgeKinds.map(({ kind }) =>
    [`config/crds/${kind.group}_${kind.resource}.yaml`, definitionObject(kind)] as const
  );
  const plain = hubDefinitions().map((object) =>
    [`config/kubernetes/${object.metadata.name}.yaml`, object] as const
  );
  return new Map([...definitions, ...exports, ...plain].map(([path, object]) => [path, textOf(object)]));
}

function textOf(object: KubeObject): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
}

if (import.meta.main) {
  for (const folder of configFolders) rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of configFiles()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
