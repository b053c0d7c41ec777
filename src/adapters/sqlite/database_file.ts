/** Opening the database file: refuse what is not ours without touching it, lock it, migrate it. @module */
import { chmodSync, closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { Buffer } from "node:buffer";
import { DatabaseSync } from "node:sqlite";
import { ObjectStoreError } from "../../ports/object_store.ts";
import { type Migration, migrations } from "./migrations.ts";

/** `PRAGMA application_id` of our files: the bytes "Edgc". */
const applicationId = 0x45646763;
const magic = "SQLite format 3\0";
const headerBytes = 100;
const privateMode = 0o600;

/**
 * The open database, owned by this process until it is closed or the process ends, however it ends.
 *
 * @throws ObjectStoreError Locked, Foreign, Corrupt, TooNew or Unwritable; the file is then as it was.
 */
export function openDatabase(path: string, steps: readonly Migration[] = migrations): DatabaseSync {
  try {
    if (isWritten(path)) examine(path, steps.length);
    makePrivate(path);
    return own(new DatabaseSync(path), steps);
  } catch (error) {
    throw error instanceof ObjectStoreError ? error : translate(path, error);
  }
}

function isWritten(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

/** Secrets are in it. SQLite gives the files it makes beside this one, such as `-wal`, the same mode. */
function makePrivate(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", privateMode));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, privateMode);
}

/** Looks at the header ourselves, so that SQLite never opens, and never recovers, a stranger's file. */
function examine(path: string, newest: number): void {
  const header = readHeader(path);
  if (header.length < headerBytes || header.toString("latin1", 0, magic.length) !== magic) {
    throw new ObjectStoreError(
      "Foreign",
      `Cannot open ${path}: it is not an Edgechart database. Move it away.`,
    );
  }
  if (header.readUInt32BE(68) !== applicationId) {
    throw new ObjectStoreError(
      "Foreign",
      `Cannot open ${path}: it is another program's database. Move it away.`,
    );
  }
  const version = header.readUInt32BE(60);
  if (version <= newest) return checkPages(path);
  throw new ObjectStoreError(
    "TooNew",
    `Cannot open ${path}: it has format ${version}, this program knows up to ${newest}. Use a newer Edgechart.`,
  );
}

function readHeader(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const header = Buffer.alloc(headerBytes);
    return header.subarray(0, readSync(file, header, 0, headerBytes, 0));
  } finally {
    closeSync(file);
  }
}

/** Reads every page through a read-only connection, which does not checkpoint when it closes. */
function checkPages(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec("PRAGMA busy_timeout = 0");
    const problem = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
    if (problem === "ok") return;
    throw new ObjectStoreError(
      "Corrupt",
      `Cannot open ${path}: it is damaged (${problem}). ${restoreAdvice}`,
    );
  } finally {
    database.close();
  }
}

const restoreAdvice = "Restore it from a copy, or move it away to start empty.";

function own(database: DatabaseSync, steps: readonly Migration[]): DatabaseSync {
  try {
    // Exclusive mode keeps the lock between transactions; the kernel gives it up when the process dies.
    database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    migrate(database, steps);
    database.exec("COMMIT; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864");
    // In WAL mode the exclusive lock is taken by the first access after the switch.
    database.exec("BEGIN IMMEDIATE; COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, steps: readonly Migration[]): void {
  const from = Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
  for (const step of steps.slice(from)) step(database);
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
}

function translate(path: string, error: unknown): ObjectStoreError {
  const message = error instanceof Error ? error.message : String(error);
  if (/locked|busy/i.test(message)) {
    return new ObjectStoreError(
      "Locked",
      `Cannot open ${path}: another process is using it. Stop that one.`,
      error,
    );
  }
  if (/malformed|not a database|corrupt/i.test(message)) {
    return new ObjectStoreError("Corrupt", `Cannot open ${path}: ${message}. ${restoreAdvice}`, error);
  }
  return new ObjectStoreError("Unwritable", `Cannot open ${path}: ${message}.`, error);
}
