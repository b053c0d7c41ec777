/** Where a kubeconfig leads, and what proves to the server there who we are. @module */
import { readFileSync } from "node:fs";
import type { Agent as HttpAgent } from "node:http";
import type { RequestOptions } from "node:https";
import { dirname, resolve } from "node:path";
import { KubeConfig, type User } from "@kubernetes/client-node";
import { parse } from "yaml";

/** The parts of TLS and HTTP that come from a kubeconfig; they may change while we run. */
export interface Credentials {
  readonly tls: Pick<RequestOptions, "ca" | "cert" | "key" | "rejectUnauthorized" | "servername">;
  readonly headers: Readonly<Record<string, string>>;
  /** Where a proxy is in between: what connects through it. */
  readonly proxy?: HttpAgent;
}

/** The way to a server. Its methods need their object. */
export interface Access {
  /** Such as `https://127.0.0.1:6443/clusters/root`, without a slash at the end. */
  readonly server: string;
  /** The namespace of the context, null when it names none. */
  readonly namespace: string | null;
  /** Fresh for each request: plugins and token files give credentials that expire. Whoever asks meanwhile waits for the same. */
  credentials(): Promise<Credentials>;
  /** Forgets what was read: the next credentials come from the file, and its plugin, anew. */
  renew(): void;
}

/**
 * A kubeconfig: the path of its file, or its text, in which file names must be absolute; or what every pod is given to reach the cluster
 * it runs in (Kubernetes, "Accessing the API from within a Pod").
 */
export type KubeconfigSource = string | { readonly text: string } | "in-cluster";

/** A kubeconfig that cannot be used, with a sentence for a person. */
export class KubeconfigError extends Error {
  override readonly name = "KubeconfigError";
}

/**
 * Reads a kubeconfig with client-node, which does configuration and authentication and nothing else here.
 *
 * @throws {KubeconfigError} when the file, the context or what it names cannot be used.
 */
export function loadAccess(source: KubeconfigSource, context?: string): Access {
  return new KubeconfigAccess(() => readConfig(source, context));
}

class KubeconfigAccess implements Access {
  readonly #read: () => KubeConfig;
  #config: KubeConfig;
  /** What is being found, or what lasts. */
  #pending: Promise<Credentials> | null = null;
  #isStale = false;

  constructor(read: () => KubeConfig) {
    this.#read = read;
    this.#config = read();
  }

  get server(): string {
    return this.#config.getCurrentCluster()!.server.replace(/\/+$/, "");
  }

  get namespace(): string | null {
    return this.#config.getContextObject(this.#config.getCurrentContext())?.namespace ?? null;
  }

  credentials(): Promise<Credentials> {
    const asked = this.#pending ??= this.#find();
    const forget = () => {
      if (this.#pending === asked) this.#pending = null;
    };
    asked.then(() => this.#lasts() || forget(), forget);
    return asked;
  }

  renew(): void {
    this.#isStale = true;
    this.#pending = null;
  }

  async #find(): Promise<Credentials> {
    if (this.#isStale) this.#config = this.#read();
    this.#isStale = false;
    return await readCredentials(this.#config);
  }

  /** Whether all is in the file: only its replacement can change it then. */
  #lasts(): boolean {
    const user = this.#config.getCurrentUser();
    return user?.exec === undefined && user?.authProvider === undefined;
  }
}

function readConfig(source: KubeconfigSource, context: string | undefined): KubeConfig {
  const path = source === "in-cluster" ? "of this pod" : typeof source === "string" ? source : "in memory";
  const config = parseConfig(source, path);
  if (context !== undefined) config.setCurrentContext(context);
  const name = config.getCurrentContext();
  const unusable = (why: string) => new KubeconfigError(`Cannot use kubeconfig ${path}: ${why}`);
  if (config.getContextObject(name) === null) throw unusable(`it has no context "${name}"`);
  if (config.getCurrentCluster() === null) throw unusable(`it has no cluster for context "${name}"`);
  // client-node would then drop the authority as well and fail later, with a riddle.
  if (config.getCurrentUser() === null) throw unusable(`it has no user for context "${name}"`);
  return config;
}

function parseConfig(source: KubeconfigSource, path: string): KubeConfig {
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
    config.users = config.users.map((user) => withPlugin(user, folder));
    return config;
  } catch (cause) {
    throw new KubeconfigError(`Cannot read kubeconfig ${path}: ${(cause as Error).message}`, { cause });
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
  return readConfig(source, undefined).getCurrentUser()?.token ?? null;
}

/** The same way in, with another bearer token for each request. */
export function withToken(access: Access, token: () => string): Access {
  return {
    server: access.server,
    namespace: access.namespace,
    renew: () => access.renew(),
    async credentials() {
      const { tls, headers } = await access.credentials();
      return { tls, headers: { ...headers, authorization: `Bearer ${token()}` } };
    },
  };
}

interface ExecConfig {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
}

/** As kubectl runs a plugin: found from the kubeconfig's folder, told which API to answer in, and that nobody is there to be asked. */
function withPlugin(user: User, folder: string): User {
  if (user.exec === undefined || user.exec === null) return user;
  const exec = user.exec as ExecConfig;
  const { apiVersion = "client.authentication.k8s.io/v1", command = "", env } = exec;
  const value = JSON.stringify({ apiVersion, kind: "ExecCredential", spec: { interactive: false } });
  return {
    ...user,
    exec: {
      ...exec,
      command: command.includes("/") ? resolve(folder, command) : command,
      env: [...(env ?? []), { name: "KUBERNETES_EXEC_INFO", value }],
    },
  };
}

async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = { headers: {} };
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, rejectUnauthorized, servername, auth, agent } = options;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    headers[name.toLowerCase()] = String(value).trim();
  }
  if (typeof auth === "string") headers.authorization = `Basic ${btoa(auth)}`;
  const isProxied = config.getCurrentCluster()?.proxyUrl !== undefined;
  return {
    tls: { ca, cert, key, rejectUnauthorized, servername },
    headers,
    ...(isProxied && { proxy: agent as HttpAgent }),
  };
}
