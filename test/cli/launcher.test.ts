/** bin/edgechart picks a runtime and grants only what the arguments name. @module */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";

const launcher = resolve("bin/edgechart");
const root = resolve(".");
let directory = "";

test.before(() => {
  directory = mkdtempSync(join(tmpdir(), "edgechart-launcher-"));
  for (const folder of ["none", "deno", "node", "old"]) mkdirSync(join(directory, folder));
  const tools = spawnSync("sh", ["-c", "command -v dirname readlink"], { encoding: "utf8" }).stdout.trim()
    .split("\n");
  for (const tool of tools) symlinkSync(tool, join(directory, "none", tool.split("/").at(-1) ?? ""));
  fake("deno/deno", `for word in "$@"; do echo "$word"; done`);
  fake("node/node", `[ "$1" = -e ] && exit 0; for word in "$@"; do echo "$word"; done`);
  fake("old/node", "exit 1");
});

test.after(() => rmSync(directory, { recursive: true }));

function fake(name: string, body: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(directory, name), 0o755);
}

function launch(runtime: string, args: readonly string[], env: Record<string, string> = {}) {
  const PATH = `${join(directory, runtime)}:${join(directory, "none")}`;
  const ran = spawnSync("/bin/sh", [launcher, ...args], {
    encoding: "utf8",
    cwd: directory,
    env: { PATH, ...env },
  });
  return { exitCode: ran.status, words: ran.stdout.trim().split("\n"), complaint: ran.stderr.trim() };
}

test("Deno gets this machine's network, the named folders to read, and the data directory to write", () => {
  const { words } = launch("deno", ["replay", launcher, "--data-dir", "here"]);
  assert.ok(words.includes(`--allow-read=${root},${directory},${root}/bin,here`), words.join("\n"));
  assert.ok(words.includes("--allow-write=here"));
  assert.ok(words.includes("--allow-net=127.0.0.1,localhost,[::1]"));
  assert.not.ok(words.includes("-A"));
  assert.equal(words.slice(words.indexOf("replay")), ["replay", launcher, "--data-dir", "here"]);
});

test("the file with the edges may lie elsewhere: its folder is read too", () => {
  mkdirSync(join(directory, "stories"));
  const { words } = launch("deno", ["serve", "--edges=stories/two.yaml"]);
  assert.ok(
    words.some((word) => word.startsWith("--allow-read=") && word.includes(",stories,")),
    words.join("\n"),
  );
});

test("another address for the hub is one more host, and only that", () => {
  const flag = launch("deno", ["serve", "--hub-listen=10.0.0.1:6443"]);
  const variable = launch("deno", ["serve"], { EDGECHART_HUB_LISTEN: "10.0.0.1:6443" });
  for (const { words } of [flag, variable]) {
    assert.ok(words.includes("--allow-net=127.0.0.1,localhost,[::1],10.0.0.1"));
  }
});

test("a kubeconfig may name any host, file and plugin, so it widens what is granted, except writing", () => {
  const { words } = launch("deno", ["serve", "--hub-kubeconfig", "k"]);
  for (const grant of ["--allow-net", "--allow-read", "--allow-run", "--allow-write=.edgechart"]) {
    assert.ok(words.includes(grant), grant);
  }
});

test("who lets a syncer in or puts it out writes nothing", () => {
  for (const args of [["edge", "join", "x"], ["edge", "revoke", "x", "--hub-kubeconfig", "k"]]) {
    const { words } = launch("deno", args);
    assert.ok(words.includes("--deny-write"), words.join("\n"));
    assert.not.ok(words.some((word) => word.startsWith("--allow-write")));
  }
});

test("an edge of somebody else's widens it in the same way", () => {
  const { words } = launch("deno", ["serve", "--edge", "florin=k"]);
  for (const grant of ["--allow-net", "--allow-run", "--allow-write=.edgechart"]) {
    assert.ok(words.includes(grant), grant);
  }
});

test("init may write nothing on this machine", () => {
  const { words } = launch("deno", ["init", "--hub-kubeconfig", "k"]);
  assert.ok(words.includes("--allow-net"));
  assert.not.ok(words.some((word) => word.startsWith("--allow-write")), words.join("\n"));
});

test("without Deno, a Node that is new enough does it", () => {
  const { exitCode, words } = launch("node", ["env", "a b"]);
  assert.equal(words.slice(-3), [`${root}/src/cli/main.ts`, "env", "a b"]);
  assert.is(exitCode, 0);
});

for (const runtime of ["none", "old"]) {
  test(`with ${runtime === "none" ? "neither" : "only an old Node"}, one line says what to do, exit code 2`, () => {
    const { exitCode, complaint } = launch(runtime, ["env"]);
    assert.is(exitCode, 2);
    assert.match(complaint, /^edgechart: needs Deno 2\.9 or Node 22\.19.*npx -y deno@2\.9\.6 task start$/);
  });
}

test.run();
