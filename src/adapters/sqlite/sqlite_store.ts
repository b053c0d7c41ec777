/**
 * The durable object store, in one SQLite file.
 *
 * WAL with `synchronous = NORMAL`: a commit is in the kernel's page cache when `append` returns, so it survives
 * kill -9 at any instant. `flushed` syncs the WAL in the background, once for all that wait, and is what FULL would do
 * for each commit with the event loop standing still; who waits for it survives a power cut as well. Who does not may
 * lose the last commits to one, never their order or the file; so that even then no revision is given out twice, a
 * ceiling for revisions is synced to the disk ahead of use. @module
 */
import { closeSync, existsSync, fdatasync, openSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { parseJson, stringifyJson } from "../../kube/json.ts";
import type { KubeObject } from "../../kube/object.ts";
import {
  type ObjectStore,
  ObjectStoreError,
  type ObjectVersion,
  type StoredState,
} from "../../ports/object_store.ts";
import { openDatabase } from "./database_file.ts";
import { GroupSync } from "./group_sync.ts";

/** How many revisions are reserved with one sync of the disk. */
const reservation = 10_000;

interface Row {
  readonly revision: number;
  readonly resource: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: string | null;
}

/**
 * Opens or creates the file at `path`.
 *
 * @throws ObjectStoreError when it is in use, not ours, damaged, too new, or cannot be written.
 */
export function openSqliteStore(path: string): ObjectStore {
  return new SqliteStore(path, openDatabase(path));
}

class SqliteStore implements ObjectStore {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #group = new GroupSync((done) => this.#sync(done));
  /** The WAL; SQLite never replaces the file while it is open. */
  #log: number | null = null;
  #ceiling = 0;
  #lastRevision = 0;
  #isOpen = true;

  constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
    this.#insert = database.prepare("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)");
    this.#delete = database.prepare("DELETE FROM versions WHERE revision = ?");
  }

  load(): StoredState {
    const newest = this.#database.prepare("SELECT max(revision) AS newest FROM versions").get()?.["newest"];
    const knownRevision = Math.max(Number(newest ?? 0), this.#number("lastRevision"));
    // A clean close lowers the ceiling to what was used; a higher one means that the end was not clean.
    this.#ceiling = this.#number("ceiling");
    this.#lastRevision = Math.max(knownRevision, this.#ceiling === 0 ? 0 : this.#ceiling + 1);
    const compactedRevision = this.#number("compactedRevision");
    const lastRevision = this.#lastRevision;
    return { lastRevision, knownRevision, compactedRevision, versions: this.#versions() };
  }

  append(versions: readonly ObjectVersion[]): void {
    const last = versions.at(-1);
    if (last === undefined) return;
    if (last.revision > this.#ceiling) this.#raiseCeiling(last.revision + reservation);
    this.#transaction(() => versions.forEach((version) => this.#insertVersion(version)));
    this.#lastRevision = last.revision;
  }

  flushed(): Promise<void> {
    return this.#group.flushed();
  }

  #sync(done: (error: Error | null) => void): void {
    const path = `${this.#path}-wal`;
    // Without a log nothing has been written yet.
    if (this.#log === null && !existsSync(path)) return done(null);
    this.#log ??= openSync(path, "r+");
    fdatasync(this.#log, done);
  }

  forget(revisions: readonly number[], compactedRevision: number): void {
    this.#transaction(() => {
      // The newest row may go, so what the highest revision was is written down.
      this.writeMeta("lastRevision", String(this.#lastRevision));
      this.writeMeta("compactedRevision", String(compactedRevision));
      revisions.forEach((revision) => this.#delete.run(revision));
    });
  }

  readMeta(key: string): string | undefined {
    const value = this.#database.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.["value"];
    return value === undefined ? undefined : String(value);
  }

  writeMeta(key: string, value: string): void {
    this.#database.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)").run(key, value);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#transaction(() => {
      // Clients may have seen a revision above every row: the ceiling this store was opened with.
      this.writeMeta("lastRevision", String(Math.max(this.#lastRevision, this.#number("lastRevision"))));
      this.writeMeta("ceiling", "0");
    });
    this.#database.close();
    const log = this.#log;
    // A sync under way still uses the file; closing the database has brought everything to the disk.
    if (log !== null) void this.#group.flushed().catch(() => {}).then(() => closeSync(log));
  }

  #raiseCeiling(ceiling: number): void {
    this.#database.exec("PRAGMA synchronous = FULL");
    this.writeMeta("ceiling", String(ceiling));
    this.#database.exec("PRAGMA synchronous = NORMAL");
    this.#ceiling = ceiling;
  }

  #insertVersion({ revision, resource, cluster, namespace, name, object }: ObjectVersion): void {
    const text = object === null ? null : stringifyJson(object);
    this.#insert.run(revision, resource, cluster, namespace, name, text);
  }

  *#versions(): Generator<ObjectVersion> {
    const rows = this.#database.prepare("SELECT * FROM versions ORDER BY revision").iterate();
    for (const row of rows as Iterable<unknown>) yield this.#read(row as Row);
  }

  #read({ revision, resource, cluster, namespace, name, object }: Row): ObjectVersion {
    const key = { revision, resource, cluster, namespace, name };
    try {
      return { ...key, object: object === null ? null : parseJson(object) as KubeObject };
    } catch (error) {
      const what = `${resource} ${namespace}/${name} at revision ${revision}`;
      throw new ObjectStoreError("Corrupt", `Cannot read ${this.#path}: ${what} is not JSON.`, error);
    }
  }

  #number(key: string): number {
    return Number(this.readMeta(key) ?? 0);
  }

  #transaction(write: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      write();
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
