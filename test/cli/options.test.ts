/** Flags, variables and defaults, and what a person reads when one is wrong. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseCommandLine, sharedFlags } from "../../src/cli/options.ts";

const flags = Object.values(sharedFlags);
const parse = (args: readonly string[], env: Record<string, string> = {}) =>
  parseCommandLine(flags, args, { env, cwd: "/home/me" });

test("without flags and variables the defaults hold", () => {
  assert.equal(parse([])?.settings, {
    dataDir: "/home/me/.edgechart",
    listen: "127.0.0.1:7070",
    hubListen: "127.0.0.1:6443",
    hubKubeconfig: null,
    durability: "disk",
    statusIntervalMs: 1_000,
    logLevel: "warn",
    json: false,
  });
});

test("a variable beats the default, and a flag beats the variable", () => {
  const env = { EDGECHART_DATA_DIR: "/data", EDGECHART_LOG_LEVEL: "info", EDGECHART_JSON: "1" };
  const settings = parse(["--log-level=debug"], env)?.settings;
  assert.equal([settings?.dataDir, settings?.logLevel, settings?.json], ["/data", "debug", true]);
});

test("an empty variable counts as unset", () => {
  assert.is(parse([], { EDGECHART_LISTEN: "", EDGECHART_JSON: "" })?.settings.listen, "127.0.0.1:7070");
});

test("--help asks for help, whatever else is there", () => {
  assert.is(parse(["--json", "--help"]), null);
  assert.is(parse(["-h"]), null);
});

const wrong: readonly { args: readonly string[]; env?: Record<string, string>; says: RegExp }[] = [
  { args: ["--nope"], says: /Unknown option '--nope' \(see --help\)$/ },
  { args: ["--listen"], says: /--listen.*\(see --help\)$/ },
  { args: ["--data-dir="], says: /--data-dir needs a value: DIR/ },
  { args: ["--json=yes"], says: /--json/ },
  { args: ["--listen", "7070"], says: /--listen takes HOST:PORT, such as .* not "7070"/ },
  { args: ["--listen", "127.0.0.1:99999"], says: /not "127.0.0.1:99999"/ },
  { args: ["--listen", "0.0.0.0:7070"], says: /Cannot listen on 0\.0\.0\.0:7070/ },
  { args: [], env: { EDGECHART_HUB_LISTEN: "x" }, says: /^EDGECHART_HUB_LISTEN takes HOST:PORT/ },
  { args: ["--durability", "paper"], says: /takes disk, kernel, not "paper"/ },
  { args: ["--status-interval", "0s"], says: /--status-interval takes a duration, such as 1s, not "0s"/ },
  { args: ["--log-level", "loud"], says: /takes debug, info, warn, error, silent, not "loud"/ },
  { args: [], env: { EDGECHART_JSON: "\u001b[2J\u009b" }, says: /not "\\u001b\[2J\\u009b"$/ },
];

for (const { args, env = {}, says } of wrong) {
  test(`${[...args, ...Object.keys(env)].join(" ")} is refused in one line that says ${says.source}`, () => {
    assert.throws(
      () => parse(args, env),
      (error: Error) => says.test(error.message) && !error.message.includes("\n"),
    );
  });
}

test.run();
