/** The kubeconfig files that kubectl would use: read as one, and edited in their place. @module */
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { type Document, isMap, parseDocument, stringify, YAMLMap, YAMLSeq } from "yaml";

/** A named entry of a list in a kubeconfig: `{name, cluster: {…}}`. */
export type Entry = Readonly<Record<string, unknown>>;
export type Section = "clusters" | "contexts" | "users";
const bodies = { clusters: "cluster", contexts: "context", users: "user" } as const;

interface KubeconfigFile {
  readonly path: string;
  readonly document: Document;
}

/** The files that the flag, `KUBECONFIG` or the home folder name, in kubectl's order of precedence. */
export function kubeconfigPaths(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (flag !== undefined) return [flag];
  const listed = (env.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  return listed.length > 0 ? [...new Set(listed)] : [join(env.HOME ?? "", ".kube", "config")];
}

/** Several kubeconfigs as one: what a file says first, counts (kubectl "Organizing cluster access"). */
export class KubeconfigFiles {
  readonly #files: readonly KubeconfigFile[];
  readonly #changed = new Set<KubeconfigFile>();

  /** Reads the files that exist. Throws `Error` when none does, or one is not a kubeconfig. */
  constructor(paths: readonly string[]) {
    this.#files = paths.filter((path) => existsSync(path)).map(readKubeconfig);
    if (this.#files.length === 0) throw new Error(`no kubeconfig found at ${paths.join(", ")}`);
  }

  currentContext(): string {
    return this.#files.map(currentContextOf).find((name) => name !== "") ?? "";
  }

  /** The body of an entry, with its relative file names made absolute; undefined when there is none. */
  find(section: Section, name: string): Entry | undefined {
    const file = this.#holderOf(section, name);
    const entry = file && itemsOf(file, section).find((item) => item.get("name") === name);
    const body = entry?.toJSON()[bodies[section]] as Entry | undefined;
    return body && file && withAbsolutePaths(body, dirname(file.path));
  }

  /** Sets an entry where it stands, or in the file of the current context. */
  put(section: Section, name: string, body: Entry): void {
    const file = this.#holderOf(section, name) ?? this.#main();
    if (!file.document.has(section)) file.document.set(section, new YAMLSeq());
    const list = file.document.get(section) as YAMLSeq;
    const entry = file.document.createNode({ name, [bodies[section]]: body });
    const at = list.items.findIndex((item) => isMap(item) && item.get("name") === name);
    list.items[at < 0 ? list.items.length : at] = entry;
    this.#changed.add(file);
  }

  setCurrentContext(name: string): void {
    const file = this.#main();
    file.document.set("current-context", name);
    this.#changed.add(file);
  }

  /** One kubeconfig with a single context and what it needs, for a client that reads no more. */
  contextText(context: string): string {
    const { cluster, user } = (this.find("contexts", context) ?? {}) as { cluster?: string; user?: string };
    const section = (name: Section, key: string | undefined) =>
      key === undefined ? [] : [{ name: key, [bodies[name]]: this.find(name, key) ?? {} }];
    return stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": context,
      contexts: section("contexts", context),
      clusters: section("clusters", cluster),
      users: section("users", user),
    });
  }

  /** Writes the changed files, each in one step, holding kubectl's lock. Throws `Error` when one is locked. */
  save(): void {
    for (const file of this.#changed) {
      writeLocked(realpathSync(file.path), file.document.toString({ lineWidth: 0 }));
    }
    this.#changed.clear();
  }

  #holderOf(section: Section, name: string): KubeconfigFile | undefined {
    return this.#files.find((file) => itemsOf(file, section).some((item) => item.get("name") === name));
  }

  /** The file whose current context counts. */
  #main(): KubeconfigFile {
    return this.#files.find((file) => currentContextOf(file) !== "") ?? this.#files[0]!;
  }
}

function readKubeconfig(path: string): KubeconfigFile {
  const document = parseDocument(readFileSync(path, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`cannot read kubeconfig ${path}: ${error.message}`);
  if (!isMap(document.contents)) throw new Error(`cannot read kubeconfig ${path}: it is not a YAML map`);
  return { path, document };
}

function currentContextOf({ document }: KubeconfigFile): string {
  const name = document.get("current-context");
  return typeof name === "string" ? name : "";
}

function itemsOf({ document }: KubeconfigFile, section: Section): readonly YAMLMap[] {
  const list = document.get(section);
  return list instanceof YAMLSeq ? list.items.filter((item) => item instanceof YAMLMap) : [];
}

const fileFields = new Set(["certificate-authority", "client-certificate", "client-key", "tokenFile"]);

function withAbsolutePaths(body: Entry, folder: string): Entry {
  const entries = Object.entries(body).map(([key, value]) => {
    const isRelative = fileFields.has(key) && typeof value === "string" && !isAbsolute(value);
    return [key, isRelative ? join(folder, value) : value];
  });
  return Object.fromEntries(entries);
}

function writeLocked(path: string, text: string): void {
  const lock = `${path}.lock`;
  const temporary = `${path}.tmp`;
  try {
    closeSync(openSync(lock, "wx"));
  } catch (cause) {
    throw new Error(`cannot change ${path}: another program holds ${lock}`, { cause });
  }
  try {
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
    rmSync(lock, { force: true });
  }
}
