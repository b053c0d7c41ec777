/** `edgechart simulate` as a person uses it: its lines and its exit codes. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createCommands } from "../../src/cli/commands.ts";
import { run } from "../../src/cli/run.ts";
import { openFindings } from "../simulation/open_findings.ts";
import { closedOpener, createFakeTerminal } from "./fake_terminal.ts";

const commands = createCommands(closedOpener);
const story = new URL("../../scenarios/location-relabelled.yaml", import.meta.url).pathname;

async function simulate(...args: readonly string[]) {
  const terminal = createFakeTerminal();
  const exitCode = await run(commands, ["simulate", ...args], terminal);
  return { exitCode, printed: terminal.printed, complaints: terminal.complaints.join("\n") };
}

test("a clean range ends with its sum, names what never struck, and exits with 0", async () => {
  const { exitCode, printed } = await simulate("--seeds", "2..4");
  assert.is(exitCode, 0);
  assert.is(printed.at(-1), "3 seeds, 0 violations");
  assert.ok(printed.some((line) => line.startsWith("never struck: ") && line.includes("contention")));
});

test("threads change nothing about what is printed", async () => {
  const [one, two] = [
    await simulate("--seeds", "1..9", "--jobs", "1"),
    await simulate("--seeds", "1..9", "--jobs", "2"),
  ];
  assert.equal(two.printed, one.printed);
});

test("JSON is one object a line, the totals last", async () => {
  const { printed } = await simulate("--seeds", "2..3", "--json");
  const totals = JSON.parse(printed.at(-1) ?? "") as {
    event: string;
    seeds: number;
    never: readonly string[];
  };
  assert.equal([totals.event, totals.seeds], ["totals", 2]);
  assert.ok(totals.never.includes("hubRestored"));
});

test("a scenario is played under the faults of each seed", async () => {
  const { exitCode, printed } = await simulate("--seeds", "1..2", "--scenario", story);
  assert.equal([exitCode, printed.at(-1)], [0, "2 seeds, 0 violations"]);
});

test("what cannot be asked for is refused with exit code 2", async () => {
  for (const args of [["--seeds", "4..2"], ["--on", "moon"], ["--jobs", "0"], ["--on", "hub", "--shrink"]]) {
    const { exitCode, complaints } = await simulate(...args);
    assert.is(exitCode, 2, args.join(" "));
    assert.match(complaints, args[0] ?? "");
  }
});

/** An open finding, as long as there is one: a clean simulator has nothing to show this with. */
const [failing] = [...openFindings.keys()].filter((seed) => seed < 500);
if (failing !== undefined) {
  test("a failing seed says in one line how to see it again, and the exit code is 1", async () => {
    const { exitCode, printed } = await simulate("--seeds", `${failing}`);
    assert.is(exitCode, 1);
    assert.match(printed[0] ?? "", `again: edgechart simulate --seeds ${failing}..${failing} --shrink`);
  });
}

test.run();
