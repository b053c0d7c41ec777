/** The hub as `edgechart` serves it, on a data directory and ports of the test's own. @module */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../../src/adapters/sqlite/sqlite_store.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { systemRandomness } from "../../../src/adapters/system/system_randomness.ts";
import { mastersGroup } from "../../../src/hub/authorize/authorizer.ts";
import type { Hub } from "../../../src/hub/hub.ts";
import { issueClientCertificate } from "../../../src/hub/serve/credentials/certificates.ts";
import { createHubSecurity } from "../../../src/hub/serve/hub_security.ts";
import { type RunningServer, serveHub } from "../../../src/hub/serve/serve_hub.ts";
import { exportWorkspaces } from "../../../src/hub/serve/virtual/export_workspace.ts";
import { apiBindings, workspaces } from "../../../src/kube/kcp_api.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import { createEmbeddedHub } from "../../../src/scenario/embedded/embedded_hub.ts";
import { recordingLog } from "../serve/client.ts";

export interface OwnHub {
  /** At a workspace in which Kubernetes' workload kinds are bound. */
  readonly kubeconfig: string;
  readonly log: ReturnType<typeof recordingLog>;
  readonly hub: Hub;
  compact(): void;
  close(): Promise<void>;
}

const workspace = "conformance";

/** Resolves when the workspace is ready and the binding bound. */
export async function startOwnHub(): Promise<OwnHub> {
  const dataDir = mkdtempSync(join(tmpdir(), "edgechart-conformance-"));
  const log = recordingLog();
  const clock = systemClock;
  const security = createHubSecurity({ profile: "workspaces", dataDir, clock, hub: () => hub });
  const store = openSqliteStore(join(dataDir, "hub.db"));
  const { hub, startControllers, stop } = createEmbeddedHub({
    store,
    clock,
    log,
    security,
    randomness: systemRandomness,
  });
  const server = await serveHub({
    hub,
    listen: "127.0.0.1:0",
    dataDir,
    clock,
    log,
    tokens: [security.tokens.authenticate],
    virtualWorkspace: exportWorkspaces(hub),
  });
  const { isDone } = startControllers({ baseUrl: server.url, certificate: server.caData });
  await until(isDone);
  await prepareWorkspace(hub);
  const kubeconfig = join(dataDir, "conformance.kubeconfig");
  await writeCertified(kubeconfig, server);
  return {
    kubeconfig,
    log,
    hub,
    compact: () => hub.compact(hub.revision()),
    close: async () => {
      await server.close();
      stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A kubeconfig with a client certificate, as kind and kubeadm make them; other tests use the token. */
async function writeCertified(path: string, { url, caData, authority }: RunningServer): Promise<void> {
  const who = { user: "conformance", groups: [mastersGroup] };
  const { certificate, key } = await issueClientCertificate(authority, who, systemClock);
  const user = { "client-certificate-data": btoa(certificate), "client-key-data": btoa(key) };
  const cluster = { server: `${url}/clusters/root:${workspace}`, "certificate-authority-data": btoa(caData) };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: workspace, cluster }],
    users: [{ name: workspace, user }],
    contexts: [{ name: workspace, context: { cluster: workspace, user: workspace } }],
    "current-context": workspace,
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
}

async function prepareWorkspace(hub: Hub): Promise<void> {
  create(hub, "root", workspaces, { metadata: { name: workspace } });
  const phaseOf = (cluster: string, resource: Gvr, name: string) => {
    const answer = hub.handle({ verb: "get", cluster, resource, name }, masterCaller);
    return answer.ok ? (answer.body as { status?: { phase?: string } }).status?.phase : undefined;
  };
  await until(() => phaseOf("root", workspaces, workspace) === "Ready");
  const spec = { reference: { export: { path: "root:compute", name: "kubernetes" } } };
  create(hub, `root:${workspace}`, apiBindings, { metadata: { name: "kubernetes" }, spec });
  await until(() => phaseOf(`root:${workspace}`, apiBindings, "kubernetes") === "Bound");
}

function create(hub: Hub, cluster: string, resource: Gvr, body: object): void {
  const answer = hub.handle({ verb: "create", cluster, resource, body }, masterCaller);
  if (!answer.ok) throw answer.error;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
