/** Edges that cannot be used, each in a way of its own: their kubeconfigs lead to a good server, but for one thing. @module */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { createAuthority } from "../../../src/hub/serve/credentials/certificates.ts";
import { kubectl } from "./processes.ts";

/** By name: what their actors must say. */
export const broken = {
  dead: /Unreachable: cannot reach the server/,
  impostor: /the server's certificate is not the one that the kubeconfig expects/,
  stranger: /the server does not accept the credentials in the kubeconfig \(401\)/,
  powerless: /Forbidden: .*cannot list/,
  pluginless: /Unreachable: cannot reach the server: log in first/,
} as const;

/** Writes a kubeconfig for each into `home`, `<name>.kubeconfig`; `good` is a kubeconfig that works. */
export async function writeBrokenEdges(home: string, good: string): Promise<void> {
  const { server, ca } = await serverOf(good);
  await kubectl(good, "create serviceaccount powerless -n default");
  const token = (await kubectl(good, "create token powerless -n default")).stdout.trim();
  const stranger = (await createAuthority("stranger", systemClock)).certificate;
  const exec = writePlugin(home, "refuse", "echo 'log in first' >&2\nexit 1\n");
  const write = (name: keyof typeof broken, user: object, at = server, authority = ca) =>
    writeKubeconfig(join(home, `${name}.kubeconfig`), { user, server: at, ca: authority });
  write("dead", { token }, "https://127.0.0.1:1");
  write("impostor", { token }, server, stranger);
  write("stranger", { token: "guess" });
  write("powerless", { token });
  write("pluginless", { exec });
}

/** The same server with its administrator's token from a plugin. */
export async function writePluginKubeconfig(home: string, good: string): Promise<string> {
  const { server, ca, token } = await serverOf(good);
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: { token },
  };
  const exec = writePlugin(home, "log-in", `echo '${JSON.stringify(credential)}'\n`);
  const path = join(home, "plugin.kubeconfig");
  writeKubeconfig(path, { user: { exec }, server, ca });
  return path;
}

async function serverOf(kubeconfig: string) {
  const access = loadAccess(kubeconfig);
  const { tls, headers } = await access.credentials();
  return {
    server: access.server,
    ca: String(tls.ca),
    token: headers["authorization"]?.replace("Bearer ", "") ?? "",
  };
}

function writePlugin(home: string, name: string, script: string): object {
  writeFileSync(join(home, name), `#!/bin/sh\n${script}`);
  chmodSync(join(home, name), 0o755);
  return { apiVersion: "client.authentication.k8s.io/v1", command: `./${name}`, interactiveMode: "Never" };
}

/** A way to a server, as a kubeconfig has it. `ca` is PEM. */
interface Way {
  readonly user: object;
  readonly server: string;
  readonly ca: string;
}

function writeKubeconfig(path: string, { user, server, ca }: Way): void {
  writeFileSync(
    path,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "good",
      contexts: [{ name: "good", context: { cluster: "c", user: "u" } }],
      users: [{ name: "u", user }],
      clusters: [{ name: "c", cluster: { server, "certificate-authority-data": btoa(ca) } }],
    }),
  );
}
