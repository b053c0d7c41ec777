/** `kubectl ws` says and does what kcp's plugin says and does. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { spawn } from "node:child_process";
import { parse } from "yaml";
import { ws } from "../../../src/cli/kubectl_ws/ws.ts";
import { writeAdminKubeconfig } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { recordingLog, startServer, type TestServer } from "../../hub/serve/client.ts";
import { kubectlTest } from "../../hub/serve/kubectl_test.ts";
import { WorkspaceHub } from "./workspace_hub.ts";

let server: TestServer;
let kubeconfig = "";
test.before.each(async () => {
  server = await startServer({ hub: new WorkspaceHub() });
  kubeconfig = join(server.dataDir, "admin.kubeconfig");
  writeAdminKubeconfig(kubeconfig, server.running);
});
test.after.each(() => server.close());

/** Runs `kubectl ws` with the words of a line, and gives what it prints. */
async function say(line: string, env: Record<string, string> = { KUBECONFIG: kubeconfig }): Promise<string> {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  await ws(line === "" ? [] : line.split(" "), { env, clock: systemClock, log: recordingLog(), print });
  return printed.join("\n");
}

const refusal = (line: string) => say(line).then(() => "done", (error: Error) => error.message);

test("the seed's walk through workspaces prints what kcp prints", async () => {
  assert.is(await say("root"), 'Current workspace is "root".');
  assert.is(
    await say("create imw-1 --enter"),
    [
      'Workspace "imw-1" (type root:universal) created. Waiting for it to be ready...',
      'Workspace "imw-1" (type root:universal) is ready to use.',
      'Current workspace is "root:imw-1" (type root:universal).',
    ].join("\n"),
  );
  assert.is(await say("root:imw-1"), 'Current workspace is "root:imw-1".');
  assert.is(await say("."), 'Current workspace is "root:imw-1".');
  assert.is(await say(".."), 'Current workspace is "root".');
  assert.is(await say("imw-1"), 'Current workspace is "root:imw-1" (type root:universal).');
});

test("- goes back and forth", async () => {
  await say("create espw --enter");
  assert.is(await say("-"), 'Current workspace is "root".');
  assert.is(await say("-"), 'Current workspace is "root:espw".');
});

test("a type is given by name and path", async () => {
  assert.match(
    await say("create my-org --type root:organization"),
    /"my-org" \(type root:organization\) created/,
  );
});

test("an existing workspace is refused, or accepted when told so", async () => {
  await say("create a");
  assert.match(await refusal("create a"), /already exists/);
  assert.match(
    await say("create a --ignore-existing --enter"),
    /already exists[^]*Current workspace is "root:a"/,
  );
});

test("a workspace that is not there changes nothing", async () => {
  const before = readFileSync(kubeconfig, "utf8");
  for (const line of ["nope", "root:nope", ":nope"]) assert.match(await refusal(line), /not found/, line);
  assert.is(readFileSync(kubeconfig, "utf8"), before);
});

test("tree draws the workspaces below", async () => {
  for (const name of ["b", "a"]) await say(`create ${name}`);
  await say("create my-org --enter");
  await say("create wmw-c");
  await say("root");
  assert.is(
    await say("tree"),
    [".", "└── root", "    ├── a", "    ├── b", "    └── my-org", "        └── wmw-c"].join("\n"),
  );
});

test("the kubeconfig is edited in place: comments stay, and nobody else may read it", async () => {
  writeFileSync(kubeconfig, `# mine\n${readFileSync(kubeconfig, "utf8")}`);
  await say("create espw --enter");
  const text = readFileSync(kubeconfig, "utf8");
  assert.match(text, /^# mine/);
  const config = parse(text);
  assert.is(config["current-context"], "workspace.kcp.io/current");
  const names = config.clusters.map(({ name }: { name: string }) => name);
  assert.equal(names, ["root", "workspace.kcp.io/previous", "workspace.kcp.io/current"]);
  assert.is((statSync(kubeconfig).mode & 0o777).toString(8), "600");
});

test("of several kubeconfigs the one with the current context is edited, also when some are missing", async () => {
  const other = join(server.dataDir, "other");
  const text = "apiVersion: v1\nkind: Config\ncontexts: []\n";
  writeFileSync(other, text);
  const env = { KUBECONFIG: [join(server.dataDir, "none"), other, kubeconfig].join(delimiter) };
  await say("create espw --enter", env);
  assert.is(readFileSync(other, "utf8"), text);
  assert.match(readFileSync(kubeconfig, "utf8"), /clusters\/root:espw/);
});

test("a kubeconfig that somebody is changing is left alone", async () => {
  writeFileSync(`${kubeconfig}.lock`, "");
  assert.match(await refusal("create a --enter"), /another program holds/);
});

test("a context without a workspace is told in a sentence", async () => {
  writeFileSync(kubeconfig, readFileSync(kubeconfig, "utf8").replace("/clusters/root", ""));
  assert.match(await refusal("."), /does not point to a workspace/);
});

kubectlTest("kubectl finds the plugin and runs it", async () => {
  const bin = fileURLToPath(new URL("../../../bin", import.meta.url));
  chmodSync(kubeconfig, 0o600);
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfig,
    HOME: server.dataDir,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
  };
  const child = spawn("kubectl", ["ws", "create", "espw", "--enter"], { env });
  let out = "";
  child.stdout.on("data", (chunk) => out += chunk);
  child.stderr.on("data", (chunk) => out += chunk);
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.equal([code, out.trim().split("\n").at(-1)], [
    0,
    'Current workspace is "root:espw" (type root:universal).',
  ]);
});

test.run();
