/** Where the runtime writes down what it did, one record a line, in order. @module */

/** One processed letter, or one effect. Values are plain data without secrets. */
export interface JournalRecord {
  readonly [field: string]: unknown;
}

export interface Journal {
  append(record: JournalRecord): void;
}
