/** start, serve and replay on a world that only remembers: what is told, when they end, and that they close it. @module */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createCommands } from "../../src/cli/commands.ts";
import type { WorldOpener } from "../../src/cli/compose/world.ts";
import { run } from "../../src/cli/run.ts";
import { createTraceJournal } from "../../src/scenario/trace/trace_journal.ts";
import { createFakeWorld } from "../scenario/fake_world.ts";
import { createFakeTerminal } from "./fake_terminal.ts";

let directory = "";
const stories = {
  good: "is: {data.a: b}",
  bad: "is: {data.a: other}",
};

test.before(() => {
  directory = mkdtempSync(join(tmpdir(), "edgechart-worlds-"));
  for (const [name, expectation] of Object.entries(stories)) {
    const apply = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: default}, data: {a: b}}";
    const step = `- do: Write it down\n  in: root\n  apply:\n  - ${apply}\n  expect:\n`;
    const expect = `  - {in: root, object: ConfigMap default/c, ${expectation}}\n`;
    writeFileSync(
      join(directory, `${name}.yaml`),
      `name: ${name}\nwhy: To see. And more.\nsteps:\n${step}${expect}`,
    );
  }
  writeFileSync(join(directory, "florin-config.yaml"), "kind: Cluster\n");
  writeFileSync(join(directory, "broken.yml"), "name: [");
});

test.after(() => rmSync(directory, { recursive: true }));

/** An opener of fake worlds that counts, and a terminal, with `edgechart` to run on both. */
function desk() {
  const terminal = createFakeTerminal({}, directory);
  const seen = { opened: 0, closed: 0, seeds: [] as number[] };
  const close = () => Promise.resolve(void seen.closed++);
  const windows = {
    actorsUrl: "http://127.0.0.1:7070",
    adminKubeconfig: "/d/admin.kubeconfig",
    edgesKubeconfig: null,
  };
  const opener: WorldOpener = {
    openHub: () => Promise.reject(new Error("must not be opened")),
    openLive: () =>
      Promise.resolve({ world: createFakeWorld(), windows, restored: null, close, n: seen.opened++ }),
    openReplay: ({ seed }) => {
      seen.seeds.push(seed);
      return Promise.resolve({
        world: createFakeWorld(),
        trace: createTraceJournal(),
        close,
        n: seen.opened++,
      });
    },
  };
  const edgechart = (...args: string[]) => run(createCommands(opener), args, terminal);
  return { terminal, seen, edgechart };
}

const file = (name: keyof typeof stories) => join(directory, `${name}.yaml`);
const free = ["--listen", "127.0.0.1:0", "--hub-listen", "127.0.0.1:0"];

/** Presses Ctrl-C as soon as `word` has been printed. */
function pressAfter(word: string, { terminal }: ReturnType<typeof desk>): void {
  const push = terminal.printed.push.bind(terminal.printed);
  terminal.printed.push = (line) => {
    if (line.includes(word)) terminal.press();
    return push(line);
  };
}

test("start plays, ticks, stays up with lines to paste, and Ctrl-C ends it with 0", async () => {
  const here = desk();
  pressAfter("get workspaces", here);
  assert.is(await here.edgechart("start", "--scenario", file("good"), ...free), 0);
  const printed = here.terminal.printed.join("\n");
  assert.match(printed, /^good: To see\.\n/);
  assert.match(printed, /\[1\/1\] Write it down\n {2}✓ ConfigMap default\/c in root \d/);
  assert.match(printed, "All as expected: 1 expectations met in 1 steps");
  assert.match(
    printed,
    "  curl http://127.0.0.1:7070/actors\n  kubectl --kubeconfig /d/admin.kubeconfig get workspaces",
  );
  assert.equal([here.seen.opened, here.seen.closed], [1, 1]);
  assert.equal(here.terminal.complaints, ["Stopped."]);
});

test("start ends with 1 when an expectation fails, says where, and closes", async () => {
  const { terminal, seen, edgechart } = desk();
  assert.is(await edgechart("start", "--scenario", file("bad"), ...free), 1);
  assert.match(terminal.printed.join("\n"), /✗ .*bad\.yaml:\d+:\d+: not met within/);
  assert.is(seen.closed, 1);
});

test("Ctrl-C during the play ends it at once, cleanly, with 0", async () => {
  const here = desk();
  pressAfter("Write it down", here);
  assert.is(await here.edgechart("start", "--scenario", file("bad"), ...free), 0);
  assert.is(here.seen.closed, 1);
});

test("serve stays up without a story until Ctrl-C", async () => {
  const here = desk();
  pressAfter("get workspaces", here);
  assert.is(await here.edgechart("serve", ...free), 0);
  assert.equal([here.seen.opened, here.seen.closed], [1, 1]);
});

test("replay plays each file in a world of its own and prints the hash of its trace", async () => {
  const { terminal, seen, edgechart } = desk();
  assert.is(await edgechart("replay", file("good"), file("good"), "--seed", "7"), 0);
  assert.equal(seen, { opened: 2, closed: 2, seeds: [7, 7] });
  assert.is(terminal.printed.filter((line) => /seed 7: 0 records, sha256 [0-9a-f]{64}/.test(line)).length, 2);
  assert.is(terminal.printed.at(-1), "2 scenarios, 0 failed");
});

test("replay of a folder plays its scenarios, and one that fails makes the exit code 1", async () => {
  const { terminal, seen, edgechart } = desk();
  assert.is(await edgechart("replay", directory), 1);
  assert.equal([seen.opened, seen.closed], [2, 2]);
  assert.is(terminal.printed.at(-1), "2 scenarios, 1 failed");
});

test("one broken file, and nothing is played", async () => {
  const { terminal, seen, edgechart } = desk();
  assert.is(await edgechart("replay", file("good"), join(directory, "broken.yml")), 2);
  assert.match(terminal.complaints.join("\n"), /broken\.yml:\d+:\d+: /);
  assert.is(seen.opened, 0);
});

test("with --json every line is an object", async () => {
  const { terminal, edgechart } = desk();
  assert.is(await edgechart("replay", "--json", file("good")), 0);
  const events = terminal.printed.map((line) => JSON.parse(line).event);
  assert.equal(events, ["scenario.started", "step.started", "expectation.met", "scenario.ended", "trace"]);
});

test.run();
