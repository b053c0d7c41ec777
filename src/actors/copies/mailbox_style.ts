/** Copies in a mailbox mirror their source exactly: they are created, and replaced as a whole. @module */
import { ownedSelector } from "../../machines/copy_letters.ts";
import { isProjected, mergedCopy, projectedCopy } from "../../placement/projection.ts";
import type { CopyStyle } from "./target.ts";

const fieldManager = "placement-translator";

export const mailboxStyle: CopyStyle = {
  fieldManager,
  selector: ownedSelector,
  owns: isProjected,
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
