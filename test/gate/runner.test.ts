/** The runner sees every way in which a test file can fail, uvu's silent ones included. @module */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseRunnerOptions } from "../runner/options.ts";
import { isNewEnough } from "../runner/node_binary.ts";
import { readSummary, verdict } from "../runner/summary.ts";

const onDeno = "deno" in process.versions;
const header = `import { test } from "uvu";\nimport { spawn } from "node:child_process";\n` +
  `import process from "node:process";\n`;

/** What a test file says, and what the runner's line about it must contain. */
const files: Record<string, { readonly body: string; readonly says: string }> = {
  good: { body: `test("a", () => {}); test("b", () => {}); test.run();`, says: "ok" },
  skips: { body: `test("a", () => {}); test.skip("b", () => {}); test.run();`, says: "ok" },
  fails: { body: `test("a", () => { throw new Error("no"); }); test.run();`, says: "exit code 1" },
  before_throws: {
    body: `test.before(() => { throw new Error("no"); }); test("a", () => {}); test.run();`,
    says: "1 of 1 failed",
  },
  throws_string: { body: `test("a", () => { throw "no"; }); test.run();`, says: "1 of 1 failed" },
  forgets_run: { body: `test("a", () => {});`, says: "ended without running" },
  exits_early: { body: `test("a", () => process.exit(0)); test.run();`, says: "FAIL" },
  cannot_load: { body: `import "./is_not_there.ts";`, says: "exit code 1" },
  hangs: { body: `setInterval(() => {}, 1000); test("a", () => {}); test.run();`, says: "timed out" },
  leaves_child: {
    body: `test("a", () => { spawn("sleep", ["60"], { stdio: "inherit" }).unref(); process.exitCode = 0; });
test.run(); test.after(() => { setTimeout(() => process.exit(0), 50); });`,
    says: "left processes behind",
  },
};

let directory = "";
let output = "";
let exitCode: number | null = null;

test.before(() => {
  directory = mkdtempSync(join(tmpdir(), "edgechart-runner-"));
  symlinkSync(resolve("node_modules"), join(directory, "node_modules"));
  writeFileSync(join(directory, "package.json"), `{ "type": "module", "dependencies": { "uvu": "*" } }`);
  writeFileSync(join(directory, "deno.json"), `{ "nodeModulesDir": "manual", "lock": false }`);
  for (const [name, { body }] of Object.entries(files)) {
    writeFileSync(join(directory, `${name}.test.ts`), header + body + "\n");
  }
  const runner = onDeno ? ["run", "-A", "test/run.ts"] : ["test/run.ts"];
  const options = [
    "--runtime",
    onDeno ? "deno" : "node",
    "--timeout",
    "2",
    "--jobs",
    "5",
    "--root",
    directory,
  ];
  const ran = spawnSync(process.execPath, [...runner, ...options], { encoding: "utf8" });
  [output, exitCode] = [ran.stdout, ran.status];
});

test.after(() => rmSync(directory, { recursive: true, force: true }));

for (const [name, { says }] of Object.entries(files)) {
  test(`a file that ${name.replaceAll("_", " ")} is reported: ${says}`, () => {
    const line = output.split("\n").find((text) => text.includes(`${name}.test.ts`)) ?? output;
    assert.match(line, says);
    assert.is(line.startsWith("ok "), says === "ok");
  });
}

test("the last line counts what passed, failed and was skipped, and the exit code is 1", () => {
  assert.match(output.trimEnd().split("\n").at(-1) ?? "", /^\d+ passed, 8 failed, 1 skipped$/);
  assert.is(exitCode, 1);
});

test("failures are printed after the progress lines", () => {
  assert.ok(output.lastIndexOf("\nFAIL") < output.indexOf("--- ["), "progress first, details at the end");
});

test("a summary is the last one printed, colours and look-alikes notwithstanding", () => {
  const printed = "Total: 9\n\n  Total:     2\x1b[32m\n  Passed:    2\x1b[39m\n  Skipped:   1\n";
  assert.equal(readSummary(printed), { total: 2, passed: 2, skipped: 1 });
  assert.is(readSummary("no summary at all"), null);
});

test("exit code 0 with fewer passed than total is a failure", () => {
  const ending = { exitCode: 0, timedOut: false, leftBehind: false };
  assert.is(verdict(ending, { total: 2, passed: 1, skipped: 0 }), "1 of 2 failed");
  assert.is(verdict(ending, { total: 0, passed: 0, skipped: 0 })?.startsWith("has no tests"), true);
  assert.is(verdict(ending, { total: 2, passed: 2, skipped: 3 }), null);
});

test("options are read, and a wrong one is named", () => {
  assert.is(parseRunnerOptions(["--help"]), null);
  assert.equal(parseRunnerOptions(["--runtime=node", "hub"])?.runtimes, ["node"]);
  assert.throws(() => parseRunnerOptions(["--runtime", "bun"]), /deno, node or both, not "bun"/);
  assert.throws(() => parseRunnerOptions(["--jobs", "0"]), /--jobs takes a whole number from 1/);
});

test("Node 22.19 is new enough and 22.18 is not", () => {
  assert.equal(["20.20.2", "22.18.0", "22.19.0", "24.0.1"].map(isNewEnough), [false, false, true, true]);
});

test.run();
