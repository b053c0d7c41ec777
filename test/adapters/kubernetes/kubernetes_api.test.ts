/** The way to a server over HTTPS keeps the contract. @module */
import { join } from "node:path";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { writeAdminKubeconfig } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { recordingLog, startServer, systemClock } from "../../hub/serve/client.ts";
import { runContract } from "../cluster_api_contract.ts";

runContract("over HTTPS", async (hub) => {
  const server = await startServer({ hub });
  const kubeconfig = join(server.dataDir, "admin.kubeconfig");
  writeAdminKubeconfig(kubeconfig, server.running);
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: recordingLog() });
  return {
    api,
    close: async () => {
      api.close();
      await server.close();
    },
  };
});
