/**
 * Reads TypeScript just well enough to tell code from comments, strings, templates and regular expressions.
 *
 * A full parser would be a dependency of 20 MB for a question about words; a plain search would trip over every
 * comment that names what is forbidden. @module */

/** A place in a file where a rule is broken, or a module is named. */
export interface Mention {
  readonly line: number;
  readonly text: string;
}

/** Words after which a slash starts a regular expression and not a division. */
const beforeRegex =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new))\s*$/;

/** The source with comments and the inside of literals turned to spaces: same length, same lines. */
export function blankLiterals(source: string): string {
  const out = source.split("");
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (out[i] !== "\n") out[i] = " ";
  };
  const codeFrom = (start: number, closer: string): number => {
    let depth = 0;
    let i = start;
    while (i < source.length) {
      const [here, two] = [source.charAt(i), source.slice(i, i + 2)];
      if (here === closer && depth === 0) return i;
      if (here === "{") depth++;
      if (here === "}") depth--;
      if (two === "//") i = blankTo(i, endOfLine(source, i));
      else if (two === "/*") i = blankTo(i, after(source, "*/", i + 2));
      else if (here === '"' || here === "'") i = literal(i, endOfQuoted(source, i));
      else if (here === "`") i = template(i);
      else if (here === "/" && beforeRegex.test(tail(out, i))) i = literal(i, endOfRegex(source, i));
      else i++;
    }
    return i;
  };
  const blankTo = (from: number, to: number) => (blank(from, to), to);
  const literal = (from: number, to: number) => (blank(from + 1, to - 1), to);
  const template = (from: number): number => {
    let i = from + 1;
    while (i < source.length && source[i] !== "`") {
      if (source.startsWith("${", i)) i = codeFrom(i + 2, "}") + 1;
      else {
        const step = source[i] === "\\" ? 2 : 1;
        blank(i, i + step);
        i += step;
      }
    }
    return i + 1;
  };
  codeFrom(0, "");
  return out.join("");
}

/** Every module the source names in import, export-from, dynamic import or import type. */
export function importsOf(source: string): Mention[] {
  const code = blankLiterals(source);
  const found = [...code.matchAll(/\b(?:from|import)\s*\(?\s*(["'])/g)];
  return found.map((match) => {
    const start = match.index + match[0].length;
    return { line: lineOf(source, start), text: source.slice(start, code.indexOf(match[1] ?? '"', start)) };
  });
}

/** Every match of `pattern` in code, not in comments or literals. */
export function mentionsOf(source: string, pattern: RegExp): Mention[] {
  const code = blankLiterals(source);
  const all = new RegExp(pattern.source, "g");
  return [...code.matchAll(all)].map((match) => ({
    line: lineOf(source, match.index),
    text: match[0].trim(),
  }));
}

function lineOf(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

function tail(out: readonly string[], end: number): string {
  return out.slice(Math.max(0, end - 80), end).join("");
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}

function after(source: string, text: string, from: number): number {
  const at = source.indexOf(text, from);
  return at < 0 ? source.length : at + text.length;
}

function endOfQuoted(source: string, from: number): number {
  for (let i = from + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === source[from] || source[i] === "\n") return i + 1;
  }
  return source.length;
}

function endOfRegex(source: string, from: number): number {
  let inClass = false;
  for (let i = from + 1; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "[") inClass = true;
    else if (source[i] === "]") inClass = false;
    else if (source[i] === "\n" || (source[i] === "/" && !inClass)) return i + 1;
  }
  return source.length;
}
