/** How CEL calls a field whose name is no identifier (Kubernetes, "Validation rules", escaping). @module */

/** Words of CEL's grammar. */
const reserved: ReadonlySet<string> = new Set(
  ("true false null in as break const continue else for function if import let loop package namespace return " +
    "var void while").split(" "),
);

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
const escapes: readonly (readonly [RegExp, string])[] = [
  [/__/g, "__underscores__"],
  [/\./g, "__dot__"],
  [/-/g, "__dash__"],
  [/\//g, "__slash__"],
];

/** The name in an expression; undefined for a field that no expression can name. */
export function celFieldName(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`;
  const escaped = escapes.reduce((text, [from, to]) => text.replace(from, to), name);
  return identifier.test(escaped) ? escaped : undefined;
}
