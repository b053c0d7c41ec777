/** The files under `config` say what the program's own definitions say. @module */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configFiles, configFolders } from "../../../tools/write_config.ts";

test("config holds the edge API as the program has it, and nothing else", () => {
  const files = configFiles();
  for (const [path, text] of files) {
    assert.is(readFileSync(path, "utf8"), text, `${path}: run tools/write_config.ts`);
  }
  const found = configFolders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  assert.equal(found.sort(), [...files.keys()].sort());
});

test.run();
