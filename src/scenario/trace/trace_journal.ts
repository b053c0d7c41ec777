/** A journal that keeps what the runtime did as lines of canonical JSON, and their running hash. @module */
import { createHash } from "node:crypto";
import type { Journal, JournalRecord } from "../../ports/journal.ts";
import { canonicalJson } from "./canonical_json.ts";

export interface TraceJournal extends Journal {
  /** How many records so far. */
  readonly length: number;
  /** Every record, one a line, each line with its newline. The same story and seed give the same bytes anywhere. */
  text(): string;
  /** SHA-256 of {@link TraceJournal.text} in UTF-8, as 64 hexadecimal digits. More may be appended afterwards. */
  hash(): string;
}

export function createTraceJournal(): TraceJournal {
  const lines: string[] = [];
  const running = createHash("sha256");
  return {
    get length() {
      return lines.length;
    },
    append(record: JournalRecord) {
      const line = `${canonicalJson(record)}\n`;
      lines.push(line);
      running.update(line, "utf8");
    },
    text: () => lines.join(""),
    hash: () => running.copy().digest("hex"),
  };
}
