/** S21: keys that mean something to JavaScript are data, and change nothing but their object. @module */
import type { RestOracle } from "./oracle.ts";

export const prototypeClean: RestOracle = {
  name: "S21",
  sentence: "No object's key changes what all objects have",
  findings() {
    const strange = Object.keys(Object.prototype);
    return strange.length === 0 ? [] : [`every object now has ${strange.join(", ")}`];
  },
};
