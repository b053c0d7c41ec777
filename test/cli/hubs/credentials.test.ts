/** Every way to prove who we are, against a server started apart: certificates, tokens, files that rotate, plugins, and a proxy. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect as dial } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import { connectKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import {
  type CertifiedKey,
  createAuthority,
  issueClientCertificate,
} from "../../../src/hub/serve/credentials/certificates.ts";
import { namespaces } from "../../../src/kube/core_api.ts";
import type { ApiAnswer, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { hasKubectl } from "../../hub/serve/kubectl.ts";
import { kubectlTest } from "../../hub/serve/kubectl_test.ts";
import { ask, kubectl, Processes, silent } from "./processes.ts";

const processes = new Processes();
const inHome = (name: string) => join(processes.home, name);
let admin = "";
let token = "";
let proxy: Server;
const tunnels: string[] = [];
const opened: ClusterApi[] = [];
/** A clock that can be put forward: better credentials are looked for every five seconds at most. */
let aheadMs = 0;
const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
const wait = () => void (aheadMs += 5_000);

test.before(async () => {
  if (!hasKubectl()) return;
  admin = await processes.serveKubernetes("florin");
  await kubectl(admin, "create serviceaccount syncer -n default");
  await kubectl(
    admin,
    "create clusterrolebinding syncer --clusterrole=cluster-admin --serviceaccount=default:syncer",
  );
  token = (await kubectl(admin, "create token syncer -n default")).stdout.trim();
  proxy = createServer().on("connect", (request, near) => {
    tunnels.push(request.url ?? "");
    const [host, port] = (request.url ?? "").split(":");
    const far = dial(Number(port), host, () => {
      near.write("HTTP/1.1 200 Connection established\r\n\r\n");
      far.pipe(near).pipe(far);
    });
    for (const socket of [near, far]) socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});
test.after(async () => {
  for (const api of opened) api.close();
  proxy?.closeAllConnections();
  proxy?.close();
  await processes.close();
});

/** The cluster as the administrator's kubeconfig names it: its address, and the authority that signed its certificate. */
async function clusterEntry(): Promise<Record<string, string>> {
  const access = loadAccess(admin);
  const { tls } = await access.credentials();
  return { server: access.server, "certificate-authority-data": btoa(String(tls.ca)) };
}

/** What signs the server's certificate, and those of its clients: both parts are in one file beside its data. */
function serverAuthority(): CertifiedKey {
  const text = readFileSync(join(processes.home, "florin", "pki", "ca.pem"), "utf8");
  const part = (label: string) =>
    new RegExp(`-----BEGIN ${label}-----[^]*?-----END ${label}-----\n`).exec(text)?.[0] ?? "";
  return { certificate: part("CERTIFICATE"), key: part("PRIVATE KEY") };
}

/** Opens the way with another user, or another cluster. */
async function open(user: object, cluster: object = {}): Promise<ClusterApi> {
  const kubeconfig = inHome(`${opened.length}.kubeconfig`);
  writeKubeconfig(kubeconfig, user, { ...await clusterEntry(), ...cluster });
  const api = connectKubernetesApi({ kubeconfig, clock, log: silent });
  opened.push(api);
  return api;
}

function writeKubeconfig(path: string, user: object, cluster: object): void {
  writeFileSync(
    path,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "c",
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      users: [{ name: "u", user }],
      clusters: [{ name: "c", cluster }],
    }),
  );
}

const list = (api: ClusterApi): Promise<ApiAnswer> => ask(api, { verb: "list", resource: namespaces });

/** The answer as one line: `200`, or the status with its message. */
async function said(api: ClusterApi): Promise<string> {
  const answer = await list(api);
  return answer.ok ? "200" : `${answer.error.status} ${answer.error.message}`;
}

/** A plugin that counts its runs, and prints the ExecCredential that is in a file. */
function plugin(name: string, status: object) {
  const [script, credential, runs, told] = [name, `${name}.json`, `${name}.runs`, `${name}.told`].map(
    inHome,
  ) as [string, string, string, string];
  const write = (next: object) =>
    writeFileSync(
      credential,
      JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: next }),
    );
  write(status);
  writeFileSync(
    script,
    `#!/bin/sh\necho run >> '${runs}'\necho "$KUBERNETES_EXEC_INFO" > '${told}'\ncat '${credential}'\n`,
  );
  chmodSync(script, 0o755);
  // A command with a slash is looked for beside the kubeconfig, as kubectl does.
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: `./${name}`,
    interactiveMode: "Never",
  };
  const count = () => existsSync(runs) ? readFileSync(runs, "utf8").trim().split("\n").length : 0;
  return { exec, write, count, told: () => readFileSync(told, "utf8") };
}

kubectlTest("a client certificate of the server's authority is let in, one of another is not", async () => {
  const authority = serverAuthority();
  const who = { user: "syncer", groups: ["system:masters"] };
  const user = ({ certificate, key }: CertifiedKey) => ({
    "client-certificate-data": btoa(certificate),
    "client-key-data": btoa(key),
  });
  assert.is(await said(await open(user(await issueClientCertificate(authority, who, systemClock)))), "200");
  const stranger = await createAuthority("stranger", systemClock);
  assert.not.match(
    await said(await open(user(await issueClientCertificate(stranger, who, systemClock)))),
    /^200/,
  );
});

kubectlTest("the token of a ServiceAccount is let in, and a made-up one is told so in one line", async () => {
  assert.is(await said(await open({ token })), "200");
  assert.is(
    await said(await open({ token: "guess" })),
    "401 the server does not accept the credentials in the kubeconfig (401)",
  );
});

kubectlTest("a token without rights is 403, and says what it may not", async () => {
  await kubectl(admin, "create serviceaccount nobody -n default");
  const { stdout } = await kubectl(admin, "create token nobody -n default");
  assert.match(await said(await open({ token: stdout.trim() })), /^403 .*namespaces/);
});

kubectlTest("a token file that rotates is read again when the old token is refused", async () => {
  writeFileSync(inHome("token"), "expired\n");
  const api = await open({ tokenFile: "token" });
  assert.match(await said(api), /^401/);
  writeFileSync(inHome("token"), `${token}\n`);
  wait();
  assert.is(await said(api), "200");
});

kubectlTest("a kubeconfig that is replaced is read again when what it said is refused", async () => {
  const api = await open({ token: "expired" });
  assert.match(await said(api), /^401/);
  writeKubeconfig(inHome(`${opened.length - 1}.kubeconfig`), { token }, await clusterEntry());
  wait();
  assert.is(await said(api), "200");
});

kubectlTest("a plugin is run once for many requests, and told what kubectl tells it", async () => {
  const { exec, count, told } = plugin("once", { token });
  const api = await open({ exec });
  assert.equal(await Promise.all([said(api), said(api), said(api)]), ["200", "200", "200"]);
  assert.is(count(), 1);
  assert.equal(JSON.parse(told()).kind, "ExecCredential");
});

kubectlTest(
  "a plugin is run again when its credential is refused, once and not for every request",
  async () => {
    const { exec, write, count } = plugin("again", { token });
    const api = await open({ exec });
    await said(api);
    write({ token: "revoked" });
    const other = await open({ exec });
    assert.match(await said(other), /^401/);
    assert.is(count(), 3, "the first, the other's first, and the one after its refusal");
    assert.equal(await Promise.all([said(other), said(other)]), Array(2).fill(await said(other)));
    assert.is(count(), 3, "not again so soon");
    write({ token });
    wait();
    assert.is(await said(other), "200");
  },
);

kubectlTest("a plugin may give a certificate", async () => {
  const authority = serverAuthority();
  const { certificate, key } = await issueClientCertificate(authority, {
    user: "a",
    groups: ["system:masters"],
  }, systemClock);
  const { exec } = plugin("certificate", { clientCertificateData: certificate, clientKeyData: key });
  assert.is(await said(await open({ exec })), "200");
});

kubectlTest("a plugin that fails or is not there is an answer like any other", async () => {
  const { exec } = plugin("failing", { token });
  writeFileSync(inHome("failing"), "#!/bin/sh\necho 'log in first' >&2\nexit 1\n");
  assert.is(await said(await open({ exec })), "0 cannot reach the server: log in first");
  assert.match(
    await said(await open({ exec: { ...exec, command: "./none" } })),
    /^0 cannot reach the server: .*none/,
  );
});

kubectlTest("a proxy that the cluster names is gone through", async () => {
  const { port } = proxy.address() as AddressInfo;
  assert.is(await said(await open({ token }, { "proxy-url": `http://127.0.0.1:${port}` })), "200");
  assert.equal(tunnels.at(0), new URL(loadAccess(admin).server).host);
});

kubectlTest(
  "a server with another authority's certificate, and one that is not there, are told in one line",
  async () => {
    const { certificate } = await createAuthority("stranger", systemClock);
    const wrong = { "certificate-authority-data": btoa(certificate) };
    assert.match(
      await said(await open({ token }, wrong)),
      /^0 the server's certificate is not the one that the kubeconfig expects: [^\n]+$/,
    );
    assert.match(
      await said(await open({ token }, { server: "https://127.0.0.1:1" })),
      /^0 cannot reach the server: [^\n]+$/,
    );
  },
);

test.run();
