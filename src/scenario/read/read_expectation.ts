/** Reading what must hold after a step. @module */
import { parseFieldPath } from "../story/field_path.ts";
import { type Decode, duration, type Fields, listOf, readFields, text, wholeNumber, yes } from "./fields.ts";
import type { Position } from "../story/position.ts";
import type { Reading } from "./reading.ts";
import { objectReference, place, readKind, readPattern, template } from "./read_place.ts";
import type { Expectation, ExpectationBody, FieldExpectation, Place } from "../story/scenario.ts";
import { describeTree, type Tree } from "./yaml_tree.ts";

type ReadExpectation = (fields: Fields, reading: Reading) => ExpectationBody | undefined;

interface Form {
  readonly fields: readonly string[];
  readonly read: ReadExpectation;
}

/** One per noun; an expectation is about exactly one of them. */
const forms = new Map<string, Form>([
  ["object", { fields: ["in", "object", "absent", "is", "exactly", "asSet", "without"], read: readObject }],
  ["list", { fields: ["in", "list", "namespace", "labels", "names", "count"], read: readList }],
  ["page", { fields: ["in", "page", "contains", "absent"], read: readPage }],
  ["actors", { fields: ["actors", "state", "count", "resting"], read: readActors }],
  ["quiet", { fields: ["quiet"], read: readQuiet }],
]);

/** An expectation; `withinMs` holds where it names no `within` of its own. */
export function expectation(withinMs: number): Decode<Expectation> {
  return (tree, reading) => {
    const names = tree.type === "map" ? tree.entries.map(({ key }) => key) : [];
    const nouns = names.filter((name) => forms.has(name));
    const form = forms.get(nouns[0] ?? "");
    if (form === undefined || nouns.length > 1) {
      reading.add(
        tree.at,
        `an expectation is about one of ${[...forms.keys()].join(", ")}, not ${
          nouns.join(" and ") || describeTree(tree)
        }`,
      );
      return undefined;
    }
    const fields = readFields(tree, "this expectation", [...form.fields, "within"], reading);
    const within = fields.optional("within", duration) ?? withinMs;
    const body = form.read(fields, reading);
    return body === undefined ? undefined : { at: tree.at, withinMs: within, ...body };
  };
}

function readObject(fields: Fields, reading: Reading): ExpectationBody | undefined {
  const where = fields.required<Place | undefined>("in", place, undefined);
  const object = fields.optional("object", objectReference);
  const wanted = [
    ...(["is", "exactly", "asSet"] as const).flatMap((rule) => fields.optional(rule, fieldsOf(rule)) ?? []),
    ...(fields.optional("without", listOf(withoutField)) ?? []),
  ];
  const absent = fields.optional("absent", yes);
  if (absent && wanted.length > 0) {
    reading.add(fields.keyAt("absent"), "an absent object has no fields to expect");
  }
  if (where === undefined || object === undefined) return undefined;
  return absent
    ? { type: "absent", place: where, object }
    : { type: "object", place: where, object, fields: wanted };
}

/** A map from field paths to values. */
function fieldsOf(rule: "is" | "exactly" | "asSet"): Decode<readonly FieldExpectation[]> {
  return (tree, reading) => {
    if (tree.type !== "map" || tree.entries.length === 0) {
      reading.add(tree.at, `${rule} must be a map from fields to values, not ${describeTree(tree)}`);
      return undefined;
    }
    return tree.entries.flatMap(({ key, keyAt, value }) => {
      if (rule === "asSet" && value.type !== "list") {
        reading.add(value.at, `asSet needs a list, not ${describeTree(value)}`);
      }
      const path = fieldPath(key, keyAt, reading);
      return path === undefined ? [] : [{ rule, at: keyAt, path, value: readPattern(value, reading) }];
    });
  };
}

const withoutField: Decode<FieldExpectation> = (tree: Tree, reading) => {
  const source = text(tree, reading);
  const path = source === undefined ? undefined : fieldPath(source, tree.at, reading);
  return path === undefined ? undefined : { rule: "without", at: tree.at, path };
};

function fieldPath(source: string, at: Position, reading: Reading) {
  const path = parseFieldPath(source);
  if (path === undefined) {
    reading.add(at, `"${source}" is not a field path such as spec.replicas or metadata.labels["a.b/c"]`);
  }
  return path;
}

function readList(fields: Fields, reading: Reading): ExpectationBody | undefined {
  const where = fields.required<Place | undefined>("in", place, undefined);
  const kind = fields.optional("list", text);
  const names = fields.optional("names", listOf(template));
  const count = fields.optional("count", wholeNumber);
  if (!fields.has("names") && !fields.has("count")) {
    reading.add(fields.at, "a list needs names or count: what should be in it?");
  }
  if (where === undefined || kind === undefined) return undefined;
  return {
    type: "list",
    place: where,
    ...readKind(kind),
    namespace: fields.optional("namespace", template),
    labels: fields.optional("labels", text),
    names,
    count,
  };
}

function readPage(fields: Fields, reading: Reading): ExpectationBody | undefined {
  const where = fields.required<Place | undefined>("in", place, undefined);
  const port = fields.optional("page", wholeNumber);
  const contains = fields.optional("contains", text);
  const absent = fields.optional("absent", yes);
  if ((contains === undefined) === (absent === undefined)) {
    reading.add(fields.at, "a page needs either contains: <text> or absent: true");
  }
  if (where !== undefined && where.type !== "edge") {
    reading.add(where.at, "a page is served in an edge: in: {edge: <name>}");
  }
  if (where?.type !== "edge" || port === undefined) return undefined;
  return { type: "page", edge: where.edge, port, contains };
}

function readActors(fields: Fields, reading: Reading): ExpectationBody | undefined {
  const kind = fields.optional("actors", text);
  const count = fields.optional("count", wholeNumber);
  const resting = fields.optional("resting", yes) ?? false;
  if (!fields.has("count") && !resting) {
    reading.add(fields.at, "actors need count: <number> or resting: true");
  }
  if (kind === undefined) return undefined;
  return {
    type: "actors",
    kind: kind === "all" ? undefined : kind,
    state: fields.optional("state", text),
    count,
    resting,
  };
}

function readQuiet(fields: Fields): ExpectationBody | undefined {
  const forMs = fields.optional("quiet", duration);
  return forMs === undefined ? undefined : { type: "quiet", forMs };
}
