/** The edge API as files, for `kubectl create -f config/exports`. @module */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exportsFile, exportsText } from "../../tools/write_exports.ts";

test("config/exports holds the edge API that the program itself applies: if not, run `deno task exports`", () => {
  assert.is(readFileSync(exportsFile, "utf8"), exportsText());
});

test.run();
