/** Real chance, from the operating system. @module */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Randomness } from "../../ports/randomness.ts";

const digits = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Unpredictable numbers and names, good enough for ids and tokens. */
export const systemRandomness: Randomness = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  uuid: () => randomUUID(),
  base36: (length) => Array.from({ length }, () => digits[randomInt(36)]).join(""),
};
