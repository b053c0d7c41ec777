/** Writes to the store named on the command line, and says each revision after its append returned. @module */
import process from "node:process";
import { openSqliteStore } from "../../../src/adapters/sqlite/sqlite_store.ts";

const store = openSqliteStore(process.argv[2]!);
const { lastRevision, versions } = store.load();
for (const _ of versions) { /* a store is read before it is written */ }
const object = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a" },
  data: { text: "x".repeat(300) },
};
for (let revision = lastRevision + 1;; revision++) {
  store.append([{ revision, resource: "configmaps", cluster: "c", namespace: "default", name: "a", object }]);
  await new Promise((resolve) => process.stdout.write(`${revision}\n`, resolve));
}
