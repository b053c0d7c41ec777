/** S21: keys that mean something to JavaScript are data, and change nothing but their object. @module */
import type { RestOracle } from "./oracle.ts";

const known = new Set(Object.getOwnPropertyNames(Object.prototype));

export const prototypeClean: RestOracle = {
  name: "S21",
  sentence: "No object's key changes what all objects have",
  findings() {
    const strange = Object.getOwnPropertyNames(Object.prototype).filter((name) => !known.has(name));
    return strange.length === 0 ? [] : [`every object now has ${strange.join(", ")}`];
  },
};
