/** What commands print, and the exit codes they end with. @module */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createCommands } from "../../src/cli/commands.ts";
import { explainError } from "../../src/cli/command_error.ts";
import { run } from "../../src/cli/run.ts";
import { ObjectStoreError } from "../../src/ports/object_store.ts";
import { closedOpener, createFakeTerminal } from "./fake_terminal.ts";

const commands = createCommands(closedOpener);
let directory = "";
let occupied: Server;
let port = 0;

async function say(args: readonly string[], env: Record<string, string> = {}) {
  const terminal = createFakeTerminal(env, directory);
  const exitCode = await run(commands, args, terminal);
  return { exitCode, printed: terminal.printed.join("\n"), complaints: terminal.complaints.join("\n") };
}

test.before(async () => {
  directory = mkdtempSync(join(tmpdir(), "edgechart-cli-"));
  writeFileSync(join(directory, "file"), "");
  occupied = createServer();
  await new Promise<void>((resolve) => occupied.listen(0, "127.0.0.1", () => resolve()));
  const address = occupied.address();
  if (typeof address === "object" && address !== null) port = address.port;
});

test.after(async () => {
  rmSync(directory, { recursive: true });
  await new Promise((resolve) => occupied.close(resolve));
});

test("--help names every command, and each command explains its own flags", async () => {
  const { exitCode, printed } = await say(["--help"]);
  assert.is(exitCode, 0);
  for (const { name, flags } of commands) {
    assert.match(printed, `  ${name} `);
    const help = await say([name, "--help"]);
    assert.is(help.exitCode, 0);
    for (const flag of flags) assert.match(help.printed, `--${flag.name}`);
  }
});

test("--version is what package.json says", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  assert.is((await say(["--version"])).printed, version);
});

const refused: readonly { name: string; args: () => readonly string[]; says: RegExp }[] = [
  { name: "no command", args: () => [], says: /needs a command/ },
  { name: "an unknown command", args: () => ["strat"], says: /no command "strat" \(see edgechart --help\)/ },
  { name: "an unknown flag", args: () => ["serve", "--prot", "1"], says: /Unknown option '--prot'/ },
  { name: "an argument too many", args: () => ["serve", "x"], says: /serve takes no "x"/ },
  { name: "no scenario to replay", args: () => ["replay"], says: /at least one scenario FILE/ },
  {
    name: "a seed that is no number",
    args: () => ["replay", "a", "--seed", "1.5"],
    says: /whole number from 0, not "1\.5"/,
  },
  {
    name: "a scenario that is not there",
    args: () => ["start", "--scenario", "no.yaml"],
    says: /Cannot open "no\.yaml"/,
  },
  {
    name: "a port in use",
    args: () => ["serve", "--listen", `127.0.0.1:${port}`],
    says: /the port is in use\. Stop what uses it, or choose another with --listen HOST:PORT\.$/,
  },
  {
    name: "a hub port in use",
    args: () => ["serve", "--listen", "127.0.0.1:0", "--hub-listen", `127.0.0.1:${port}`],
    says: /choose another with --hub-listen HOST:PORT\.$/,
  },
  {
    name: "one port for two listeners",
    args: () => ["serve", "--listen", "127.0.0.1:7", "--hub-listen", "127.0.0.1:7"],
    says: /Cannot use port 7 twice/,
  },
  {
    name: "a file as data directory",
    args: () => [...free, "--data-dir", "file"],
    says: /no directory.*--data-dir DIR/,
  },
  { name: "a data directory nowhere", args: () => [...free, "--data-dir", "a/b"], says: /does not exist/ },
  {
    name: "a kubeconfig nowhere",
    args: () => [...free, "--hub-kubeconfig", "x"],
    says: /Give --hub-kubeconfig a file/,
  },
];
const free = ["serve", "--listen", "127.0.0.1:0", "--hub-listen", "127.0.0.1:0"];

for (const { name, args, says } of refused) {
  test(`${name} is refused with exit code 2 in one line, and leaves nothing behind`, async () => {
    const { exitCode, complaints } = await say(args());
    assert.is(exitCode, 2);
    assert.match(complaints, says);
    assert.not.match(complaints, "\n");
    assert.equal(readdirSync(directory), ["file"]);
  });
}

test("trying a data directory that is there changes nothing in it", async () => {
  mkdirSync(join(directory, "data"));
  writeFileSync(join(directory, "data", "kept"), "");
  await say([...free, "--data-dir", "data"]);
  assert.equal(readdirSync(join(directory, "data")), ["kept"]);
  rmSync(join(directory, "data"), { recursive: true });
});

test("env prints exports that a shell takes back, whatever is in the path", async () => {
  const { exitCode, printed, complaints } = await say(["env", "--data-dir", "it's here"]);
  assert.is(exitCode, 0);
  assert.match(printed, `export KUBECONFIG='${directory}/it'\\''s here/admin.kubeconfig:`);
  assert.match(printed, /export PATH=.*\/bin:"\$PATH"$/);
  assert.match(complaints, /"edgechart start" makes it/);
});

test("a data directory that another process uses is told in one line", () => {
  const locked = new ObjectStoreError("Locked", "Cannot open hub.db: another process is using it.");
  assert.equal(explainError(locked), { text: locked.message, exitCode: 2 });
});

test("a bug ends with exit code 1 and its stack, and the data directory was only tried", async () => {
  const { exitCode, complaints } = await say(free);
  assert.equal(readdirSync(directory), ["file"]);
  assert.is(exitCode, 1);
  assert.match(complaints, /error: Error: must not be opened\n\s+at /);
});

test.run();
