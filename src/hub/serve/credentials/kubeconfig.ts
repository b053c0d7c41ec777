/** Kubeconfig files for the servers of this process. @module */
import { stringify } from "yaml";
import { writePrivateFile } from "./private_file.ts";

/** One server and the way into it. */
export interface KubeconfigEntry {
  /** Name of the context, and of its cluster and user. */
  readonly name: string;
  /** Such as `https://127.0.0.1:6443/clusters/root`; no slash at the end, which client-node would double. */
  readonly server: string;
  /** PEM. */
  readonly caData: string;
  readonly token: string;
}

/** The context name of the embedded hub, after kcp's own. */
export const rootContext = "root";

/** Writes a kubeconfig with one context per entry; the first is current. Mode 0600, in one step. */
export function writeKubeconfig(path: string, entries: readonly KubeconfigEntry[]): void {
  writePrivateFile(path, kubeconfigText(entries));
}

/** The administrator's kubeconfig of a hub: current context at workspace `root`. */
export function writeAdminKubeconfig(
  path: string,
  { url, caData, token }: { readonly url: string; readonly caData: string; readonly token: string },
): void {
  writeKubeconfig(path, [{ name: rootContext, server: `${url}/clusters/root`, caData, token }]);
}

/** The text of such a file, as YAML. */
export function kubeconfigText(entries: readonly KubeconfigEntry[]): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: entries.map(({ name, server, caData }) => ({
      name,
      cluster: { server, "certificate-authority-data": btoa(caData) },
    })),
    users: entries.map(({ name, token }) => ({ name, user: { token } })),
    contexts: entries.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    "current-context": entries[0]?.name ?? "",
  }, { lineWidth: 0 });
}
