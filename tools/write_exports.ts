/**
 * Writes `config/exports`: the edge API as files, for who builds the edge service provider workspace by hand with
 * `kubectl create -f config/exports`. Run by `deno task exports`; a test compares. @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { stringify } from "yaml";
import { edgeExports } from "../src/hub/kinds/exports/edge_exports.ts";

/** Where the file is, relative to the repository. */
export const exportsFile = "config/exports/edge.kcp.io.yaml";

const heading = "# The schemas and the APIExport of edge.kcp.io. Written by `deno task exports`.\n";

/** The text of the file: the objects in the order to create them. */
export function exportsText(): string {
  const documents = edgeExports().map((object) => stringify(object, { aliasDuplicateObjects: false }));
  return heading + documents.map((document) => `---\n${document}`).join("");
}

if (import.meta.main) {
  const file = join(process.cwd(), exportsFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, exportsText());
}
