/** L11: when everything works again, nobody asks for everything again and again. @module */
import type { World } from "../run/world.ts";
import type { RestOracle } from "./oracle.ts";

const listsMax = 2;
/** An edge that was re-created is believed only after it has answered from the past so often (see the reflector). */
const rebornListsMax = 6;

export const noStampede: RestOracle = {
  name: "L11",
  sentence: "After healing each view is listed twice at most",
  findings({ links }: World) {
    return links.flatMap(({ server, lists }) =>
      [...lists].filter(([, count]) => count > (server.wasReset ? rebornListsMax : listsMax))
        .map(([view, count]) =>
          `${view} on ${server.name} was listed ${count} times after everything was mended`
        )
    );
  },
};
