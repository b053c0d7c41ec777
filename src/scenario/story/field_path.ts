/** The way to one field of an object: `spec.namespaceScope.namespaces`, `metadata.labels["a.b/c"]`, `items[0]`. @module */

export type FieldPath = readonly (string | number)[];

/** One step: a name, a dot and a name, or brackets with an index or a JSON string. */
const stepPattern = /^(?:\.?([A-Za-z_$][\w$-]*)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\])/;

/** Undefined when the text is no path. */
export function parseFieldPath(text: string): FieldPath | undefined {
  const path: (string | number)[] = [];
  let rest = text.startsWith(".") ? "" : text;
  while (rest !== "") {
    const match = stepPattern.exec(rest);
    if (match === null || (path.length > 0 && match[1] !== undefined && !rest.startsWith("."))) {
      return undefined;
    }
    const step = stepOf(match);
    if (step === undefined) return undefined;
    path.push(step);
    rest = rest.slice(match[0].length);
  }
  return path.length === 0 ? undefined : path;
}

function stepOf([, name, index, quoted]: RegExpExecArray): string | number | undefined {
  if (name !== undefined) return name;
  if (index !== undefined) return Number(index);
  try {
    return JSON.parse(quoted ?? "") as string;
  } catch {
    // A bad escape in the brackets: the caller reports the path as a whole.
    return undefined;
  }
}

/** The inverse of {@link parseFieldPath}. */
export function formatFieldPath(path: FieldPath): string {
  return path.map((step, i) => {
    if (typeof step === "number") return `[${step}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `[${JSON.stringify(step)}]`;
    return i === 0 ? step : `.${step}`;
  }).join("");
}

/** What stands at `path`, or undefined; inherited properties do not count. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}
