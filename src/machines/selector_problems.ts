/** What is wrong with a selector, in sentences for people. @module */
import { fieldErrorsOf } from "../kube/selector_validation.ts";

/** One sentence a fault, naming the field; empty for a valid selector. */
export function selectorProblems(selector: unknown, path: string): readonly string[] {
  return fieldErrorsOf(selector, path).map(({ path: field, message }) => `${field}: ${message}`);
}
