/** S10: no value of a Secret is in the journal or in what the windows show. @module */
import { secretMark } from "../user/story_objects.ts";
import type { World } from "../run/world.ts";
import type { RestOracle, SafetyOracle } from "./oracle.ts";

export const silentJournal: SafetyOracle = {
  name: "S10",
  sentence: "No Secret's value is written down",
  read: (record) => {
    const text = JSON.stringify(record);
    return text.includes(secretMark) || text.includes("canary-")
      ? `the journal holds content of an object: ${text.slice(0, 200)}`
      : null;
  },
};

export const silentWindows: RestOracle = {
  name: "S10",
  sentence: "No Secret's value is shown",
  findings({ runtime }: World) {
    const directory = runtime?.directory;
    return (directory?.list({}) ?? []).flatMap(({ address }) =>
      JSON.stringify(directory?.find(address)).includes(secretMark)
        ? [`${address} shows the value of a Secret`]
        : []
    );
  },
};
