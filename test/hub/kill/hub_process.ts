/** A hub in a process of its own, which can be killed. @module */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { loadAccess } from "../../../src/adapters/kubernetes/access.ts";
import type { WireClient } from "../conformance/clients/client.ts";
import { createHttpClient } from "../conformance/clients/http_client.ts";

export interface HubProcess {
  readonly client: WireClient;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts `edgechart hub` on a data directory, on a free port and with the runtime of this process. */
export async function startHubProcess(dataDir: string): Promise<HubProcess> {
  const runner = process.versions["deno"] === undefined ? [] : ["run", "--quiet", "-A"];
  const args = ["src/cli/main.ts", "hub", "--json", "--data-dir", dataDir, "--hub-listen", "127.0.0.1:0"];
  const child = spawn(process.execPath, [...runner, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  const { promise: up, resolve, reject } = Promise.withResolvers<void>();
  let said = "";
  const hear = (chunk: unknown) => {
    said += String(chunk);
    if (said.includes('"event":"up"')) resolve();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  void exited.then(([code]) => reject(new Error(`the hub ended with ${code}: ${said}`)));
  await up;
  const client = createHttpClient(loadAccess(join(dataDir, "admin.kubeconfig")));
  return {
    client,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
      client.close();
    },
  };
}
