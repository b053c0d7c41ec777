/**
 * Whether an object has lived all the time: what was wanted before and after has the UID it had, so it was neither deleted nor made anew
 * in between; what was not wanted in between has another one. @module
 */

/** UIDs by the name of the object. */
export type Uids = ReadonlyMap<string, string>;

/** One for all rounds. */
export class Births {
  #uids = new Map<string, string>();

  /**
   * Compares with the round before, and takes over. `reborn` were deleted on purpose meanwhile, and may have another UID.
   * What is wrong, in sentences.
   */
  settle(found: Uids, reborn: ReadonlySet<string>): readonly string[] {
    const problems = [...found].flatMap(([key, uid]) => {
      const before = this.#uids.get(key);
      return before === undefined || before === uid || reborn.has(key)
        ? []
        : [`${key} was deleted and made again (${before} became ${uid})`];
    });
    this.#uids = new Map(found);
    return problems;
  }
}
