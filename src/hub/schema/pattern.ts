/** Patterns of tenants: RE2, as in Go, because it runs in linear time whatever the pattern. @module */
import { RE2JS } from "re2js";

/** Compiled patterns by their text; bounded because tenants choose the texts. */
const compiled = new Map<string, RE2JS | null>();
const compiledMax = 1000;

/** Whether the pattern is found in `text`. A pattern that cannot be compiled matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compilePattern(pattern)?.matcher(text).find() ?? false;
}

/** Whether the pattern can be compiled. */
export function isPattern(pattern: string): boolean {
  return compilePattern(pattern) !== null;
}

/** The compiled pattern; null for what RE2 does not know. */
export function compilePattern(pattern: string): RE2JS | null {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= compiledMax) compiled.clear();
  const made = tryCompile(pattern);
  compiled.set(pattern, made);
  return made;
}

function tryCompile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch {
    // The only errors are those of syntax, and the answer to them is null.
    return null;
  }
}
