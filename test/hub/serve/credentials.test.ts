/** Certificates, tokens and kubeconfigs on disk. @module */
import { Buffer } from "node:buffer";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { describeCertificate } from "../../../src/hub/serve/credentials/certificates.ts";
import { writeAdminKubeconfig, writeKubeconfig } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { loadServerCredentials } from "../../../src/hub/serve/credentials/server_credentials.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";

let folder = "";
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), "edgechart-pki-"));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const hosts = ["localhost", "127.0.0.1", "::1"];
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test("credentials stay the same over restarts", async () => {
  const first = await loadServerCredentials(folder, hosts, systemClock);
  assert.equal(await loadServerCredentials(folder, hosts, systemClock), first);
  assert.ok(Buffer.from(first.token, "base64url").length >= 32);
});

test("every credential is readable by its owner alone", async () => {
  await loadServerCredentials(folder, hosts, systemClock);
  const files = readdirSync(join(folder, "pki"));
  assert.equal(files.sort(), ["admin.token", "ca.pem", "server.pem"]);
  for (const file of files) assert.is(mode(join(folder, "pki", file)), "600", file);
});

test("the server certificate follows the host names, the authority stays", async () => {
  const first = await loadServerCredentials(folder, hosts, systemClock);
  const second = await loadServerCredentials(folder, [...hosts, "hub.example"], systemClock);
  assert.is(second.authority.certificate, first.authority.certificate);
  assert.equal(describeCertificate(second.server.certificate).names, [...hosts, "hub.example"]);
});

test("a server certificate about to expire is replaced", async () => {
  const yearsAgo = { ...systemClock, now: () => Date.now() - 350 * 24 * 3600_000 };
  const old = await loadServerCredentials(folder, hosts, yearsAgo);
  const renewed = await loadServerCredentials(folder, hosts, systemClock);
  assert.is.not(renewed.server.certificate, old.server.certificate);
  assert.is(renewed.token, old.token);
});

test("a broken key or token is reported and left untouched", async () => {
  await loadServerCredentials(folder, hosts, systemClock);
  for (const [file, text] of [["ca.pem", "rubbish"], ["admin.token", "short"]] as const) {
    const path = join(folder, "pki", file);
    const kept = readFileSync(path, "utf8");
    writeFileSync(path, text);
    const failure = await loadServerCredentials(folder, hosts, systemClock).then(
      () => "",
      (error) => error.message,
    );
    assert.match(failure, file);
    assert.is(readFileSync(path, "utf8"), text);
    writeFileSync(path, kept);
  }
});

test("the admin kubeconfig is at workspace root, private, and replaced in one step", () => {
  const path = join(folder, "admin.kubeconfig");
  const server = { url: "https://127.0.0.1:6443", caData: "PEM", token: "t" };
  writeAdminKubeconfig(path, server);
  writeAdminKubeconfig(path, server);
  const config = parse(readFileSync(path, "utf8"));
  assert.is(config["current-context"], "root");
  assert.is(config.clusters[0].cluster.server, "https://127.0.0.1:6443/clusters/root");
  assert.is(atob(config.clusters[0].cluster["certificate-authority-data"]), "PEM");
  assert.is(mode(path), "600");
  assert.equal(readdirSync(folder), ["admin.kubeconfig"]);
});

test("one kubeconfig holds a context for every edge", () => {
  const path = join(folder, "edges.kubeconfig");
  const entry = (name: string) => ({ name, server: `https://${name}`, caData: name, token: name });
  writeKubeconfig(path, [entry("kind-florin"), entry("kind-guilder")]);
  const config = parse(readFileSync(path, "utf8"));
  assert.equal(config.contexts.map(({ name }: { name: string }) => name), ["kind-florin", "kind-guilder"]);
  assert.is(config["current-context"], "kind-florin");
});

test.run();
