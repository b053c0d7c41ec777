/** Whether one structural schema accepts and keeps what another does. @module */

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/** The server keeps these, whatever a schema says of them. */
const everyObjectHas = ["apiVersion", "kind", "metadata"];

/**
 * In words, the first thing in which `theirs` cannot stand in for `ours`: a field it would prune, has with another type, or demands;
 * null when there is none. Rules about values (patterns, CEL) are not compared.
 */
export function lacking(ours: unknown, theirs: unknown): string | null {
  return lackAt(ours as Schema, theirs as Schema, "");
}

function lackAt(ours: Schema, theirs: Schema, path: string): string | null {
  if (ours.type !== theirs.type && theirs.type !== undefined) {
    return `has ${path || "objects"} of type ${theirs.type} instead of ${ours.type ?? "any"}`;
  }
  const demanded = (theirs.required ?? []).find((name) => !(ours.required ?? []).includes(name));
  if (demanded !== undefined) return `demands ${join(path, demanded)}`;
  return lackOfFields(ours, theirs, path) ?? lackBelow(ours, theirs, path);
}

function lackOfFields(ours: Schema, theirs: Schema, path: string): string | null {
  const isOpen = theirs["x-kubernetes-preserve-unknown-fields"] === true;
  for (const [name, field] of Object.entries(ours.properties ?? {})) {
    if (path === "" && everyObjectHas.includes(name)) continue;
    const other = theirs.properties?.[name] ?? (isOpen ? field : undefined);
    if (other === undefined) return `has no field ${join(path, name)}`;
    const lack = lackAt(field, other, join(path, name));
    if (lack !== null) return lack;
  }
  const wantsOpen = ours["x-kubernetes-preserve-unknown-fields"] === true;
  return wantsOpen && !isOpen ? `does not keep every field of ${path || "an object"}` : null;
}

function lackBelow(ours: Schema, theirs: Schema, path: string): string | null {
  if (ours.items !== undefined && theirs.items !== undefined) {
    return lackAt(ours.items, theirs.items, `${path}[]`);
  }
  const [mine, other] = [ours.additionalProperties, theirs.additionalProperties];
  if (typeof mine !== "object") return null;
  if (other === undefined) {
    return theirs["x-kubernetes-preserve-unknown-fields"] ? null : `has no free fields in ${path}`;
  }
  return typeof other === "object" ? lackAt(mine, other, `${path}.*`) : null;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
