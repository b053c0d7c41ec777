/** The memory store keeps the contract of object stores. @module */
import { test } from "uvu";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { testObjectStore } from "../object_store_contract.ts";

testObjectStore("memory", () => {
  const store = createMemoryStore();
  return { store, reopen: () => store, discard: () => store.close() };
});

test.run();
