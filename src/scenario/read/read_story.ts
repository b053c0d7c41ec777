/** Reading one scenario file. @module */
import { duration, listOf, readFields, text, wholeNumber, word } from "./fields.ts";
import type { Position } from "../story/position.ts";
import { soleActions } from "./read_action.ts";
import type { Reading } from "./reading.ts";
import { readEdge } from "./read_edge.ts";
import { step } from "./read_step.ts";
import type { Action, Scenario, Step } from "../story/scenario.ts";
import type { StoryFiles } from "./story_files.ts";
import { parseYamlTree } from "./yaml_tree.ts";

export type Story = Omit<Scenario, "file">;

export interface StoryContext {
  readonly reading: Reading;
  readonly files: StoryFiles;
  /** The story that the named one comes after; undefined when it cannot be read, which is then reported. */
  readonly loadBefore: (name: string, at: Position) => Story | undefined;
}

const storyFields = [
  "name",
  "why",
  "seed",
  "clock",
  "after",
  "afterEachAction",
  "edges",
  "within",
  "steps",
] as const;
const withinDefaultMs = 30_000;
const seedDefault = 1;
const seedMax = 2 ** 32 - 1;

/** The story in `source`, the one before it included; undefined when the file is no YAML at all. */
export function readStory(source: string, file: string, context: StoryContext): Story | undefined {
  const { reading } = context;
  const tree = parseYamlTree(source, file, reading);
  if (tree === null) return undefined;
  const fields = readFields(tree, "a scenario", storyFields, reading);
  const before = fields.optional("after", (name) => {
    const given = text(name, reading);
    return given === undefined ? undefined : context.loadBefore(given, name.at);
  });
  const withinMs = fields.optional("within", duration) ?? withinDefaultMs;
  const edges = fields.optional("edges", listOf((edge) => readEdge(edge, context))) ?? [];
  const steps = [
    ...(before?.steps ?? []),
    ...fields.required("steps", listOf(step(withinMs)), []),
  ];
  const extra = fields.optional("afterEachAction", soleActions(withinMs));
  const seed = fields.optional("seed", wholeNumber) ?? before?.seed ?? seedDefault;
  if (seed > seedMax) reading.add(fields.keyAt("seed"), `a seed is at most ${seedMax}`);
  return {
    name: fields.required("name", text, ""),
    why: fields.required("why", text, "").trim(),
    seed,
    clock: fields.optional("clock", word("virtual", "real")) ?? before?.clock ?? "virtual",
    edges: [...(before?.edges ?? []), ...edges],
    steps: extra === undefined ? steps : steps.map((each) => withActions(each, extra)),
  };
}

function withActions(step: Step, extra: readonly Action[]): Step {
  return { ...step, actions: step.actions.flatMap((action) => [action, ...extra]) };
}
