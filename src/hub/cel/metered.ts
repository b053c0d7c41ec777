/** An expression rewritten so that it pays for what it does: see `Meter`. @module */
import type { ASTNode } from "@marcbachmann/cel-js";

/** What the rewritten expression calls; no tenant can, because only known functions are allowed. */
export const openFunction = "meterOpen";
export const weighFunction = "meterWeigh";

/** Functions of the language whose own code has no bound, and the ones that stand in for them. */
const replacements: Readonly<Record<string, string>> = { matches: "matchesRe2", join: "joinMetered" };

const loops: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);
/** Calls that read their arguments by themselves, or decide whether to. */
const lazy: ReadonlySet<string> = new Set(["has", "bind", "orValue", "or"]);

/** The text of the expression, with payments. */
export function metered(node: ASTNode): string {
  switch (node.op) {
    case "value":
      return sourceOf(node);
    case "id":
      return node.args;
    case ".":
    case ".?":
      return `${metered(node.args[0])}${node.op}${node.args[1]}`;
    case "[]":
      return `${metered(node.args[0])}[${metered(node.args[1])}]`;
    case "[?]":
      return `${metered(node.args[0])}[?${metered(node.args[1])}]`;
    case "call":
      return callText(node.args[0], node.args[1]);
    case "rcall":
      return methodText(...node.args);
    case "list":
      return `[${node.args.map(metered).join(", ")}]`;
    case "map":
      return `{${node.args.map(([key, value]) => `${metered(key)}: ${metered(value)}`).join(", ")}}`;
    case "?:":
      return ternaryText(...node.args);
    case "||":
    case "&&":
      return `(${metered(node.args[0])} ${node.op} ${metered(node.args[1])})`;
    case "!_":
    case "-_":
      return `(${node.op[0]}${metered(node.args)})`;
    default:
      return `(${weighed(node.args[0])} ${node.op} ${weighed(node.args[1])})`;
  }
}

function ternaryText(condition: ASTNode, yes: ASTNode, no: ASTNode): string {
  return `(${metered(condition)} ? ${metered(yes)} : ${metered(no)})`;
}

function sourceOf({ input, start, end }: ASTNode): string {
  return input.slice(start, end);
}

/** A constant costs what its text is long, and that is bounded already. */
function weighed(node: ASTNode): string {
  return node.op === "value" ? sourceOf(node) : `${weighFunction}(${metered(node)})`;
}

function callText(name: string, args: readonly ASTNode[]): string {
  return `${name}(${args.map(lazy.has(name) ? metered : weighed).join(", ")})`;
}

function methodText(name: string, receiver: ASTNode, args: readonly ASTNode[]): string {
  if (loops.has(name)) return loopText(name, receiver, args);
  const isNamespace = receiver.op === "id" && (receiver.args === "cel" || receiver.args === "optional");
  const [on, of] = lazy.has(name) || isNamespace
    ? [metered(receiver), metered]
    : [weighed(receiver), weighed];
  return `${on}.${replacements[name] ?? name}(${args.map(of).join(", ")})`;
}

/**
 * What one item costs at least, because an evaluation error inside a loop is held back until its end and is far dearer
 * than a call: about 15 µs, and more in a long expression, of which the library makes an excerpt.
 */
const stepsPerItemMin = 10;
/** A step is about a call, and a call is about as long as this many characters. */
const charactersPerStep = 16;
const charactersPerExcerptStep = 64;

function loopText(name: string, receiver: ASTNode, args: readonly ASTNode[]): string {
  const [variable, ...bodies] = args.map(metered);
  const length = bodies.reduce((sum, body) => sum + body.length, 0);
  const steps = length / charactersPerStep + receiver.input.length / charactersPerExcerptStep;
  const perItem = stepsPerItemMin + Math.ceil(steps);
  return `${openFunction}(${metered(receiver)}, ${perItem}).${name}(${[variable, ...bodies].join(", ")})`;
}
