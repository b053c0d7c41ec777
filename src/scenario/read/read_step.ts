/** Reading one step: a sentence, at most one action, and what must hold afterwards. @module */
import { type Decode, duration, listOf, readFields, text } from "./fields.ts";
import { actionExtras, actionNames, readActions } from "./read_action.ts";
import { expectation } from "./read_expectation.ts";
import type { Step } from "../story/scenario.ts";

const stepFields = ["stage", "do", "within", "expect", ...actionExtras, ...actionNames];

/** `withinMs` holds where the step names no `within` of its own. */
export function step(withinMs: number): Decode<Step> {
  return (tree, reading) => {
    const fields = readFields(tree, "a step", stepFields, reading);
    const within = fields.optional("within", duration) ?? withinMs;
    const actions = readActions(fields, within, reading);
    if (!actionNames.some((name) => fields.has(name)) && !fields.has("expect")) {
      reading.add(tree.at, `a step needs an action (${actionNames.join(", ")}) or something to expect`);
    }
    return {
      at: tree.at,
      stage: fields.optional("stage", text),
      do: fields.required("do", text, "").trim(),
      actions,
      expect: fields.optional("expect", listOf(expectation(within))) ?? [],
    };
  };
}
