/** kill -9 under load: what was acknowledged is there, in order, and no revision comes twice (S7). @module */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openSqliteStore } from "../../../src/adapters/sqlite/sqlite_store.ts";

const rounds = 3;
const acknowledgedMin = 200;

/** Starts a process that writes and acknowledges until it is killed; resolves with what it acknowledged. */
async function writeUntilKilled(path: string): Promise<{ first: number; last: number }> {
  const writer = fileURLToPath(new URL("./endless_writer.ts", import.meta.url));
  const runner = process.versions["deno"] === undefined ? [] : ["run", "-A"];
  const child = spawn(process.execPath, [...runner, writer, path], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
    if (text.split("\n").length > acknowledgedMin) child.kill("SIGKILL");
  });
  await once(child, "close");
  // The last line may be torn; a torn acknowledgement was not received.
  const lines = text.slice(0, text.lastIndexOf("\n")).split("\n").map(Number);
  return { first: lines[0]!, last: lines.at(-1)! };
}

test("after kill -9 every acknowledged write is there and revisions go on above", async () => {
  const folder = mkdtempSync(join(tmpdir(), "edgechart-"));
  const path = join(folder, "hub.db");
  try {
    let highest = 0;
    for (let round = 0; round < rounds; round++) {
      const { first, last } = await writeUntilKilled(path);
      assert.ok(first > highest, `revision ${first} came again after ${highest}`);
      const store = openSqliteStore(path);
      const { versions, lastRevision } = store.load();
      const stored = [...versions].map(({ revision }) => revision).filter((revision) => revision >= first);
      assert.ok(stored.at(-1)! >= last, `${last} was acknowledged, ${stored.at(-1)} is the last one there`);
      assert.equal(stored, Array.from({ length: stored.length }, (_, at) => first + at));
      highest = lastRevision;
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
