/** Copies in a mailbox mirror their source exactly: they are created, and replaced as a whole. @module */
import { mergedCopy, projectedCopy } from "../../placement/projection.ts";
import type { CopyStyle } from "./target.ts";

const fieldManager = "placement-translator";

export const mailboxStyle: CopyStyle = {
  fieldManager,
  create: (source, { name: _name, ...at }) => ({
    ...at,
    verb: "create",
    body: projectedCopy(source),
    query: { fieldManager },
  }),
  update: (source, copy, at) => {
    const merged = mergedCopy(source, copy);
    return merged === copy ? null : { ...at, verb: "update", body: merged, query: { fieldManager } };
  },
};
