import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatDuration, parseDuration } from "../../src/scenario/story/duration.ts";
import { formatFieldPath, parseFieldPath, valueAt } from "../../src/scenario/story/field_path.ts";
import { parseTemplate } from "../../src/scenario/story/template.ts";
import { createReading } from "../../src/scenario/read/reading.ts";

const durations = { "500ms": 500, "30s": 30_000, "1m30s": 90_000, "2h": 7_200_000, "1h1m1s1ms": 3_661_001 };
for (const [text, ms] of Object.entries(durations)) {
  test(`${text} is ${ms} ms, and back`, () => {
    assert.is(parseDuration(text), ms);
    assert.is(formatDuration(ms), text);
  });
}

for (const text of ["", "5", "5 s", "s", "1.5s", "-1s", "0s", "1s1m", "8760h", "99999999999s"]) {
  test(`"${text}" is no duration`, () => assert.is(parseDuration(text), undefined));
}

const paths = ["spec.a", 'metadata.labels["a.b/c"]', "items[0].x", "__proto__.y", "a-b.c_d"];
for (const path of paths) {
  test(`${path} is a field path, and back`, () =>
    assert.is(formatFieldPath(parseFieldPath(path) ?? []), path));
}

for (const path of ["", ".", ".a", "a.", "a..b", "a[", "a[-1]", "a[x]", "a b", 'a["\\x"]', "[0]b"]) {
  test(`"${path}" is no field path`, () => assert.is(parseFieldPath(path), undefined));
}

test("what an object inherits is not found", () => {
  assert.is(valueAt({ a: [5] }, ["a", 0]), 5);
  assert.is(valueAt({}, ["toString"]), undefined);
  assert.is(valueAt({ a: 1 }, ["a", "toFixed"]), undefined);
});

test("a template is literals and names, and $${ is a literal", () => {
  const reading = createReading();
  const at = { file: "f", line: 1, column: 1 };
  const { parts } = parseTemplate("a$${b}-${uid:t}$c${cluster:root:x}${kept}", at, reading);
  assert.equal(parts.map((part) => Object.values(part).join(" ")), [
    "literal a${b}-",
    "uid t",
    "literal $c",
    "cluster root:x",
    "remembered kept",
  ]);
  reading.throwIfAny();
});

for (const source of ["${", "${}", "${uid:}", "${a b}", "x${unclosed"]) {
  test(`"${source}" is no template`, () => {
    const reading = createReading();
    parseTemplate(source, { file: "f", line: 1, column: 1 }, reading);
    assert.throws(() => reading.throwIfAny(), /f:1:1: /);
  });
}

test.run();
