/** Where a kubeconfig leads, and what proves to the server there who we are. @module */
import { readFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { dirname, resolve } from "node:path";
import { KubeConfig, type User } from "@kubernetes/client-node";
import { parse } from "yaml";

/** The parts of TLS and HTTP that come from a kubeconfig; they may change while we run. */
export interface Credentials {
  readonly tls: Pick<RequestOptions, "ca" | "cert" | "key" | "rejectUnauthorized" | "servername">;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Access {
  /** Such as `https://127.0.0.1:6443/clusters/root`, without a slash at the end. */
  readonly server: string;
  /** Fresh for each request: plugins and token files give credentials that expire. */
  credentials(): Promise<Credentials>;
}

/**
 * A kubeconfig: the path of its file, or its text, in which file names must be absolute; or what every pod is given to reach the cluster
 * it runs in (Kubernetes, "Accessing the API from within a Pod").
 */
export type KubeconfigSource = string | { readonly text: string } | "in-cluster";

/**
 * Reads a kubeconfig with client-node, which does configuration and authentication and nothing else here.
 * Throws `Error` with a sentence for a person when the file, the context or what it names cannot be used.
 */
export function loadAccess(source: KubeconfigSource, context?: string): Access {
  const path = source === "in-cluster" ? "of this pod" : typeof source === "string" ? source : "in memory";
  const config = readConfig(source, path);
  if (context !== undefined) config.setCurrentContext(context);
  const name = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error(`Cannot use kubeconfig ${path}: it has no cluster for context "${name}"`);
  }
  if (config.getCurrentUser() === null) {
    // client-node would then drop the authority as well and fail later, with a riddle.
    throw new Error(`Cannot use kubeconfig ${path}: it has no user for context "${name}"`);
  }
  if (cluster.proxyUrl !== undefined) {
    throw new Error(`Cannot use kubeconfig ${path}: proxy-url of cluster "${cluster.name}" is not supported`);
  }
  return { server: cluster.server.replace(/\/+$/, ""), credentials: credentialsOf(config) };
}

function readConfig(source: KubeconfigSource, path: string): KubeConfig {
  const config = new KubeConfig();
  try {
    if (source === "in-cluster") {
      config.loadFromCluster();
      return config;
    }
    const text = typeof source === "string" ? readFileSync(source, "utf8") : source.text;
    const folder = typeof source === "string" ? dirname(source) : "";
    config.loadFromString(text);
    config.makePathsAbsolute(folder);
    addTokenFiles(config, text, folder);
    return config;
  } catch (cause) {
    throw new Error(`Cannot read kubeconfig ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** client-node overlooks `user.tokenFile`, but knows token files under another name. */
function addTokenFiles(config: KubeConfig, text: string, folder: string): void {
  const document = parse(text) as { users?: { name: string; user?: { tokenFile?: string } }[] };
  const files = new Map((document.users ?? []).map(({ name, user }) => [name, user?.tokenFile]));
  config.users = config.users.map((user): User => {
    const file = files.get(user.name);
    if (file === undefined) return user;
    const tokenFile = resolve(folder, file);
    return { ...user, token: undefined, authProvider: { name: "tokenFile", config: { tokenFile } } };
  });
}

/** The bearer token that stands in a kubeconfig's current context; null when it proves itself in another way. */
export function tokenIn(source: KubeconfigSource): string | null {
  return readConfig(source, "").getCurrentUser()?.token ?? null;
}

/** The same way in, with another bearer token for each request. */
export function withToken(access: Access, token: () => string): Access {
  return {
    ...access,
    async credentials() {
      const { tls, headers } = await access.credentials();
      return { tls, headers: { ...headers, authorization: `Bearer ${token()}` } };
    },
  };
}

function credentialsOf(config: KubeConfig): () => Promise<Credentials> {
  const user = config.getCurrentUser();
  const canChange = user?.exec !== undefined || user?.authProvider !== undefined;
  let fixed: Promise<Credentials> | undefined;
  return () => canChange ? readCredentials(config) : fixed ??= readCredentials(config);
}

async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, rejectUnauthorized, servername, auth } = options;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    headers[name.toLowerCase()] = String(value);
  }
  if (typeof auth === "string") headers.authorization = `Basic ${btoa(auth)}`;
  return { tls: { ca, cert, key, rejectUnauthorized, servername }, headers };
}
