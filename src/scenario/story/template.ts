/**
 * Texts with names that only the running system knows: `${uid:sync-target-f}`, `${cluster:root:imw-1}`,
 * `${mailbox:sync-target-f}` and `${remembered}`; `$${` is a literal `${`. @module
 */
import type { Position } from "./position.ts";
import type { Reading } from "../read/reading.ts";

export type TemplatePart =
  | { readonly type: "literal"; readonly text: string }
  /** The UID of a SyncTarget. */
  | { readonly type: "uid"; readonly syncTarget: string }
  /** The id of the logical cluster at a workspace path. */
  | { readonly type: "cluster"; readonly workspace: string }
  /** The name of a SyncTarget's mailbox workspace (R-10). */
  | { readonly type: "mailbox"; readonly syncTarget: string }
  | { readonly type: "remembered"; readonly name: string };

export interface Template {
  readonly at: Position;
  readonly source: string;
  readonly parts: readonly TemplatePart[];
}

/** What is wrong is reported at `at`, the position of the whole text. */
export function parseTemplate(source: string, at: Position, reading: Reading): Template {
  const parts: TemplatePart[] = [];
  let literal = "";
  let rest = source;
  while (rest !== "") {
    const next = /^(\$\$\{|\$\{([^}]*)\}|\$\{|[^$]+|\$)/.exec(rest)?.[0] ?? rest;
    rest = rest.slice(next.length);
    if (next === "$${") literal += "${";
    else if (!next.startsWith("${")) literal += next;
    else {
      if (literal !== "") parts.push({ type: "literal", text: literal });
      literal = "";
      parts.push(expressionOf(next.slice(2, -1), at, reading));
    }
  }
  if (literal !== "" || parts.length === 0) parts.push({ type: "literal", text: literal });
  return { at, source, parts };
}

function expressionOf(expression: string, at: Position, reading: Reading): TemplatePart {
  const colon = expression.indexOf(":");
  const name = colon < 0 ? "" : expression.slice(0, colon);
  const argument = expression.slice(colon + 1);
  if ((name === "uid" || name === "mailbox") && argument !== "") {
    reading.mention("uses SyncTarget", argument, at);
    return { type: name, syncTarget: argument };
  }
  if (name === "cluster" && argument !== "") return { type: "cluster", workspace: argument };
  if (!/^[A-Za-z][\w-]*$/.test(expression)) {
    reading.add(
      at,
      `"\${${expression}}" must be uid:<SyncTarget>, mailbox:<SyncTarget>, cluster:<workspace> or a remembered name; ` +
        "a literal ${ is written $${",
    );
  } else reading.mention("uses remembered", expression, at);
  return { type: "remembered", name: expression };
}
