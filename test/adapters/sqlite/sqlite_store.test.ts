/** The SQLite store keeps the contract of object stores, and refuses files that it must not touch. @module */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openDatabase } from "../../../src/adapters/sqlite/database_file.ts";
import { migrations } from "../../../src/adapters/sqlite/migrations.ts";
import { openSqliteStore } from "../../../src/adapters/sqlite/sqlite_store.ts";
import { type ObjectStore, ObjectStoreError } from "../../../src/ports/object_store.ts";
import { testObjectStore, version } from "../object_store_contract.ts";

testObjectStore("sqlite", () => {
  const folder = mkdtempSync(join(tmpdir(), "edgechart-"));
  const opened: ObjectStore[] = [];
  const open = () => {
    opened.push(openSqliteStore(join(folder, "hub.db")));
    return opened.at(-1)!;
  };
  const discard = () => {
    opened.forEach((store) => store.close());
    rmSync(folder, { recursive: true });
  };
  return { store: open(), reopen: open, discard };
});

function withFile(body: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "edgechart-"));
  try {
    body(join(folder, "hub.db"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusal(open: () => unknown): ObjectStoreError {
  try {
    open();
  } catch (error) {
    if (error instanceof ObjectStoreError) return error;
    throw error;
  }
  throw new Error("it was opened");
}

/** Opening must be refused for this reason, and must not change a byte. */
function assertRefused(path: string, reason: ObjectStoreError["reason"]): void {
  const before = readFileSync(path);
  assert.is(refusal(() => openSqliteStore(path)).reason, reason);
  assert.ok(before.equals(readFileSync(path)), "the file was changed");
}

test("a file that is no database is refused untouched", () =>
  withFile((path) => {
    writeFileSync(path, "dear diary");
    assertRefused(path, "Foreign");
  }));

test("another program's database is refused untouched", () =>
  withFile((path) => {
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE versions (x)");
    other.close();
    assertRefused(path, "Foreign");
  }));

test("a damaged file is refused untouched", () =>
  withFile((path) => {
    const store = openSqliteStore(path);
    store.load();
    const data = "x".repeat(3000);
    store.append(Array.from({ length: 50 }, (_, at) => version(at + 1, `n${at}`, { data })));
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 5, 4096 * 12);
    writeFileSync(path, bytes);
    assertRefused(path, "Corrupt");
  }));

test("a file of a newer format is refused untouched", () =>
  withFile((path) => {
    openDatabase(path, [...migrations, () => {}]).close();
    assertRefused(path, "TooNew");
  }));

test("a file of an older format is brought up to date with its data", () =>
  withFile((path) => {
    const old = openSqliteStore(path);
    old.load();
    old.append([version(1, "a")]);
    old.close();
    const added = openDatabase(path, [...migrations, (database) => database.exec("CREATE TABLE more (x)")]);
    assert.is(added.prepare("SELECT count(*) AS n FROM versions").get()?.["n"], 1);
    assert.is(added.prepare("SELECT count(*) AS n FROM more").get()?.["n"], 0);
    added.close();
  }));

test("a second opener is refused while the first one lives", () =>
  withFile((path) => {
    const first = openSqliteStore(path);
    assert.is(refusal(() => openSqliteStore(path)).reason, "Locked");
    first.close();
    openSqliteStore(path).close();
  }));

test("an append that fails half-way leaves nothing behind", () =>
  withFile((path) => {
    const store = openSqliteStore(path);
    store.load();
    store.append([version(1, "a")]);
    assert.throws(() => store.append([version(2, "b"), version(1, "c")]));
    assert.equal([...store.load().versions].map(({ revision }) => revision), [1]);
    store.close();
  }));

test("after an unclean end revisions go on above every revision that can have been given out", () =>
  withFile((path) => {
    const database = openDatabase(path);
    database.exec("INSERT INTO meta VALUES ('ceiling', '10001')");
    database.close();
    const store = openSqliteStore(path);
    const { lastRevision, knownRevision } = store.load();
    assert.equal([lastRevision, knownRevision], [10002, 0]);
    store.close();
  }));

test("revisions are reserved on the disk before they are given out", () =>
  withFile((path) => {
    const store = openSqliteStore(path);
    store.load();
    for (const revision of [1, 2, 20_000]) {
      store.append([version(revision, "a")]);
      assert.ok(Number(store.readMeta("ceiling")) >= revision);
    }
    store.close();
  }));

test("nobody but the owner reads the file, nor what SQLite puts beside it", () => {
  withFile((path) => {
    const store = openSqliteStore(path);
    store.load();
    store.writeMeta("a", "1");
    for (const file of [path, `${path}-wal`]) assert.is(statSync(file).mode & 0o777, 0o600, file);
    store.close();
  });
});

test.run();
