import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createStoryFiles } from "../../src/scenario/read/story_files.ts";

const parent = mkdtempSync(join(tmpdir(), "story-files-"));
const folder = join(parent, "stories");
mkdirSync(folder);
writeFileSync(join(parent, "secret.yaml"), "secret");
writeFileSync(join(folder, "near.yaml"), "near");
symlinkSync(join(parent, "secret.yaml"), join(folder, "link.yaml"));
test.after(() => rmSync(parent, { recursive: true }));

const outside = { ok: false, why: "it lies outside the scenario's folder" };

test("a file in the folder is read", () => {
  assert.equal(createStoryFiles(folder).read("near.yaml"), { ok: true, text: "near" });
});

for (
  const name of ["../secret.yaml", "x/../../secret.yaml", join(parent, "secret.yaml"), "..", "link.yaml"]
) {
  test(`${name.replace(parent, "")} leads outside and is not read`, () => {
    assert.equal(createStoryFiles(folder).read(name), outside);
  });
}

test("a missing file and a folder are told as such", () => {
  const files = createStoryFiles(folder);
  assert.equal(files.read("gone.yaml"), { ok: false, why: "there is no such file" });
  assert.equal(files.read("."), { ok: false, why: "it is a folder" });
});

test("a file that is not UTF-8 is not guessed at", () => {
  writeFileSync(join(folder, "latin1.yaml"), Uint8Array.of(0x6e, 0xe9));
  assert.equal(createStoryFiles(folder).read("latin1.yaml"), { ok: false, why: "it is not UTF-8 text" });
});

test("a file larger than the bound is not read", () => {
  writeFileSync(join(folder, "large.yaml"), "x".repeat(1_048_577));
  assert.equal(createStoryFiles(folder).read("large.yaml"), {
    ok: false,
    why: "it is larger than 1048576 bytes",
  });
});

test.run();
