/** How letters are addressed, ordered, coalesced and lost. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bench } from "./fixture.ts";

test("a letter of a type that brings actors to life starts one and is delivered to it", () => {
  const { system, note, settle, seen } = bench();
  note("probe/a", "hello");
  settle();
  assert.equal(seen("probe/a"), ["hello"]);
  assert.is(system.directory.find("probe/a")?.state, "resting");
});

test("an address without a slash is the kind itself", () => {
  const { note, settle, seen } = bench();
  note("probe", "hello");
  settle();
  assert.equal(seen("probe"), ["hello"]);
});

test.run();
