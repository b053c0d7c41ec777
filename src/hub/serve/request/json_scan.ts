/** What `JSON.parse` does not tell: how deep a text nests, and which keys it gives twice. @module */

export interface JsonScan {
  /** Deepest nesting of objects and arrays; 0 for a bare value. */
  readonly depth: number;
  /** Paths of keys that occur again in the same object, such as `spec.replicas`, in order. */
  readonly duplicates: readonly string[];
}

interface Frame {
  /** Keys seen so far, or null for an array. */
  readonly keys: Set<string> | null;
  /** Path of this container, without a dot at the end. */
  readonly path: string;
  /** Key or index of the value that comes next. */
  next: string;
}

/**
 * Scans JSON text in one pass without recursion. Meant for text that `JSON.parse` will judge: for anything else
 * the result is meaningless, but still reached in linear time. Stops below `depthMax`, reporting depthMax + 1.
 */
export function scanJson(text: string, depthMax: number): JsonScan {
  const duplicates: string[] = [];
  const frames: Frame[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) {
      const end = endOfString(text, at);
      noteKey(frames.at(-1), text, at, end, duplicates);
      at = end;
    } else if (character === openBrace || character === openBracket) {
      frames.push({
        keys: character === openBrace ? new Set() : null,
        path: pathOf(frames.at(-1)),
        next: "",
      });
      depth = Math.max(depth, frames.length);
      if (depth > depthMax) break;
    } else if (character === closeBrace || character === closeBracket) {
      frames.pop();
    }
  }
  return { depth, duplicates };
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, colon] = [...'"\\{}[]:']
  .map((character) => character.charCodeAt(0));

/** Index of the closing quote, or of the last character when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) return at;
    if (character === backslash) at++;
  }
  return text.length - 1;
}

/** A string followed by a colon is a key of the object we are in. */
function noteKey(
  frame: Frame | undefined,
  text: string,
  start: number,
  end: number,
  duplicates: string[],
): void {
  if (frame?.keys == null || text.charCodeAt(skipSpace(text, end + 1)) !== colon) return;
  const raw = text.slice(start + 1, end);
  const key = raw.includes("\\") ? unescape(raw) : raw;
  frame.next = key;
  if (frame.keys.has(key)) duplicates.push(frame.path === "" ? key : `${frame.path}.${key}`);
  frame.keys.add(key);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function unescape(raw: string): string {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw; // not JSON, which the parser will say with its place
  }
}

/** Array positions are left out, as in the messages of Kubernetes' strict decoder. */
function pathOf(parent: Frame | undefined): string {
  if (parent === undefined) return "";
  if (parent.keys === null) return parent.path;
  return parent.path === "" ? parent.next : `${parent.path}.${parent.next}`;
}
