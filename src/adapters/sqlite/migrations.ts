/** How the database came to its present form, one step per format version. Steps are only ever added. @module */
import type { DatabaseSync } from "node:sqlite";

/** Changes the tables from one format to the next, inside the transaction that opens the file. */
export type Migration = (database: DatabaseSync) => void;

/** An append-only log of versions: one insert per write, and the whole history after a restart. */
function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE versions (
      revision INTEGER PRIMARY KEY,
      resource TEXT NOT NULL,
      cluster TEXT NOT NULL,
      namespace TEXT NOT NULL,
      name TEXT NOT NULL,
      object TEXT
    ) STRICT;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `);
}

export const migrations: readonly Migration[] = [createTables];
