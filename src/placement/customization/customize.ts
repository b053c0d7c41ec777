/** Customization: what an object looks like at one destination (section 5, R-50 to R-53). @module */
import { customizerAnnotation, expandParametersAnnotation } from "../../kube/edge_api.ts";
import type { Customizer, Replacement } from "../../kube/edge_api.ts";
import { parseJson } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import { Budget, BudgetExceededError, depthMax } from "./budget.ts";
import { JsonPathSyntaxError } from "./json_path_lexer.ts";
import { parseJsonPath } from "./json_path_parser.ts";
import { replaceAt } from "./json_path_replace.ts";
import { expandStrings, type Parameters } from "./parameters.ts";

/** The object to project, and what went wrong on the way; problems never quote a value. */
export interface Customized {
  readonly object: KubeObject;
  readonly problems: readonly string[];
}

/** A Customizer may hold thousands of bad replacements, and a condition has to stay readable. */
const problemsMax = 10;
const pathShownMax = 200;

/** Name of a Customizer in the object's own workspace; `namespace` is "" if nothing says it. */
export interface CustomizerReference {
  readonly namespace: string;
  readonly name: string;
}

/** What an annotation map and a namespace say about customization; an ObjectFact will do. */
export interface Customizable {
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The Customizer that an object names: `namespace/name`, or `name` in its own namespace; null if none. */
export function customizerReference({ namespace, annotations }: Customizable): CustomizerReference | null {
  const text = annotations[customizerAnnotation] ?? "";
  if (text === "") return null;
  const slash = text.indexOf("/");
  return slash < 0
    ? { namespace, name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** Whether `%(name)` is to be expanded in this object, or in the replacements of this Customizer. */
export function wantsParameters(annotations: Readonly<Record<string, string>> | undefined): boolean {
  return annotations?.[expandParametersAnnotation] === "true";
}

/**
 * The object as its destination should have it: expanded if it says so, then the replacements of the Customizer it names, in order.
 *
 * `customizer` is the one named by the object, undefined if there is none; `parameters` are those of the destination's Location,
 * undefined if there is no such Location. When something needed is missing, or the cost is beyond reason, the object goes as it
 * is. A bad replacement is skipped, and so is one that would change who the object is.
 */
export function customize(
  object: KubeObject,
  customizer: Customizer | undefined,
  parameters: Parameters | undefined,
): Customized {
  const named = customizerReference(customizableOf(object));
  const used = named === null ? undefined : customizer;
  const missing = missingInput(object, named, used, parameters);
  if (missing !== null) return { object, problems: [missing] };
  try {
    return perform(object, used, parameters ?? new Map(), new Budget());
  } catch (error) {
    if (!(error instanceof BudgetExceededError)) throw error;
    return { object, problems: [`Cannot customize as ${error.message}`] };
  }
}

function customizableOf({ metadata }: KubeObject): Customizable {
  return { namespace: metadata.namespace ?? "", annotations: metadata.annotations ?? {} };
}

function missingInput(
  object: KubeObject,
  named: CustomizerReference | null,
  customizer: Customizer | undefined,
  parameters: Parameters | undefined,
): string | null {
  if (named !== null && customizer === undefined) {
    return `Cannot customize as there is no Customizer ${named.namespace}/${named.name}`;
  }
  const needsLocation = wantsParameters(object.metadata.annotations) ||
    wantsParameters(customizer?.metadata.annotations);
  return needsLocation && parameters === undefined ? "Cannot customize as the Location is not there" : null;
}

function perform(
  object: KubeObject,
  customizer: Customizer | undefined,
  parameters: Parameters,
  budget: Budget,
): Customized {
  const expands = wantsParameters(object.metadata.annotations);
  let result = expands ? expandStrings(object, parameters, budget) as KubeObject : object;
  const problems: string[] = [];
  for (const replacement of replacementsOf(customizer, parameters, budget)) {
    const outcome = replace(result, replacement, budget);
    if (typeof outcome !== "string") result = outcome;
    else if (problems.length < problemsMax) {
      problems.push(`Cannot replace ${inShort(replacement.path)} as ${outcome}`);
    }
  }
  return { object: result, problems };
}

function inShort(path: string): string {
  return path.length <= pathShownMax ? path : `${path.slice(0, pathShownMax)}…`;
}

function replacementsOf(
  customizer: Customizer | undefined,
  parameters: Parameters,
  budget: Budget,
): readonly Replacement[] {
  const replacements = Array.isArray(customizer?.replacements) ? customizer.replacements : [];
  const whole = replacements.filter((one) => typeof one?.path === "string" && typeof one.value === "string");
  if (!wantsParameters(customizer?.metadata.annotations)) return whole;
  const expanded = (text: string) => expandStrings(text, parameters, budget) as string;
  return whole.map(({ path, value }) => ({ path: expanded(path), value: expanded(value) }));
}

/** The object after one replacement, or why there was none. */
function replace(
  object: KubeObject,
  { path, value: text }: Replacement,
  budget: Budget,
): KubeObject | string {
  try {
    const value = parseJson(text);
    if (isDeeperThan(value, depthMax)) return "its value is nested too deep";
    const replaced = replaceAt(object, parseJsonPath(path), { value, text }, budget);
    return isSameObject(object, replaced) ? replaced : "it would change which object this is";
  } catch (error) {
    if (error instanceof JsonPathSyntaxError) return error.message;
    // The parser's own message would quote the value.
    if (error instanceof SyntaxError) return "its value is not JSON";
    throw error;
  }
}

/** A copy must not turn into another object: the placement chose this one and no other. */
function isSameObject(object: KubeObject, replaced: unknown): replaced is KubeObject {
  if (typeof replaced !== "object" || replaced === null) return false;
  const { apiVersion, kind, metadata } = replaced as Partial<KubeObject>;
  return apiVersion === object.apiVersion && kind === object.kind &&
    metadata?.name === object.metadata.name &&
    metadata.namespace === object.metadata.namespace;
}

/** Works level by level, so that no depth exhausts the stack. */
function isDeeperThan(value: unknown, depth: number): boolean {
  let level = [value];
  for (let at = 0; at <= depth && level.length > 0; at++) {
    level = level.flatMap((one) => typeof one === "object" && one !== null ? Object.values(one) : []);
  }
  return level.length > 0;
}
