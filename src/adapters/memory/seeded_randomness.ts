/** Chance that is the same for the same seed, on every runtime. @module */
import type { Randomness } from "../../ports/randomness.ts";

const digits = "0123456789abcdefghijklmnopqrstuvwxyz";
const hex = "0123456789abcdef";

/** sfc32 (Chris Doty-Humphrey's "small fast counter", 128 bits of state), seeded through splitmix32. Not for secrets. */
export function seededRandomness(seed: number): Randomness {
  const bits = sfc32(seed);
  const next = () => bits() / 2 ** 32;
  const pick = (letters: string) => letters[Math.floor(next() * letters.length)];
  return {
    next,
    uuid: () =>
      "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (place) => pick(place === "x" ? hex : "89ab")),
    base36: (length) => Array.from({ length }, () => pick(digits)).join(""),
  };
}

/** A generator of 32-bit unsigned integers. */
function sfc32(seed: number): () => number {
  const fresh = splitmix32(seed);
  let [a, b, c, counter] = [fresh(), fresh(), fresh(), 1];
  const step = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
}

/** Spreads a seed over as many words as the generator needs. */
function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) | 0;
  };
}
