/** Copies of an edge's objects in its mailbox mirror their source exactly, status included. @module */
import { isUpsynced, mergedUpsync, upsyncedCopy } from "../../placement/upsynced_copy.ts";
import { upsyncedSelector } from "../../machines/upsync/views.ts";
import type { CopyStyle } from "./target.ts";

const fieldManager = "edge-syncer";

export const upsyncStyle: CopyStyle = {
  fieldManager,
  selector: upsyncedSelector,
  owns: isUpsynced,
  create: (source, { name: _name, ...at }) => ({
    ...at,
    verb: "create",
    body: upsyncedCopy(source),
    query: { fieldManager },
  }),
  update: (source, copy, at) => {
    const merged = mergedUpsync(source, copy);
    return merged === copy ? null : { ...at, verb: "update", body: merged, query: { fieldManager } };
  },
  statusOf: (source) => source["status"],
};
