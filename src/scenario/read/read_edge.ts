/** Reading the edge clusters of a story. @module */
import { readFields, text } from "./fields.ts";
import { workspacePath } from "./read_place.ts";
import { readKindConfig } from "./read_kind_config.ts";
import type { Reading } from "./reading.ts";
import type { EdgeSpec, KindConfig } from "../story/scenario.ts";
import type { StoryFiles } from "./story_files.ts";
import type { Tree } from "./yaml_tree.ts";

interface EdgeContext {
  readonly reading: Reading;
  readonly files: StoryFiles;
}

/** Never undefined: what is missing or wrong is reported, and the story is thrown away in the end. */
export function readEdge(tree: Tree, context: EdgeContext): EdgeSpec {
  const { reading } = context;
  const fields = readFields(tree, "an edge", ["name", "syncTarget", "kindConfig"], reading);
  const nowhere = { workspace: "", name: "" };
  return {
    at: tree.at,
    name: fields.required("name", edgeName, ""),
    syncTarget: fields.required("syncTarget", readSyncTarget, nowhere),
    kindConfig: fields.required(
      "kindConfig",
      (file) => openKindConfig(file, context),
      { file: "", text: "", portMappings: [] },
    ),
  };
}

function edgeName(tree: Tree, reading: Reading): string | undefined {
  const name = text(tree, reading);
  if (name === undefined || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name;
  reading.add(tree.at, `"${name}" is not the name of an edge: lower-case letters, digits and hyphens`);
  return undefined;
}

function readSyncTarget(tree: Tree, reading: Reading): { workspace: string; name: string } {
  const fields = readFields(tree, "a syncTarget", ["workspace", "name"], reading);
  return {
    workspace: fields.required("workspace", workspacePath, ""),
    name: fields.required("name", text, ""),
  };
}

function openKindConfig(tree: Tree, { reading, files }: EdgeContext): KindConfig | undefined {
  const file = text(tree, reading);
  if (file === undefined) return undefined;
  const answer = files.read(file);
  if (!answer.ok) {
    reading.add(tree.at, `Cannot open the kind configuration "${file}": ${answer.why}`);
    return undefined;
  }
  return { file, text: answer.text, portMappings: readKindConfig(answer.text, files.display(file), reading) };
}
