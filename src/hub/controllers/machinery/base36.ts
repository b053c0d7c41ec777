/** Short names made out of other names, as kcp makes them. @module */
import { createHash } from "node:crypto";

/** The SHA-224 of a text in lower-case base 36: 43 or 44 characters, the same for the same text. */
export function base36Hash(text: string): string {
  return BigInt(`0x${createHash("sha224").update(text).digest("hex")}`).toString(36);
}
