/** L3: `the-one` of each mailbox is a function of the placements that reach it. @module */
import type { World } from "../run/world.ts";
import { configStatements, statementsOf } from "./brute_force.ts";
import { configAt, mailboxWorkspaces, wantedMailboxes } from "./mailboxes.ts";
import { presentState, type RestOracle } from "./oracle.ts";

export const syncerConfigsRight: RestOracle = {
  name: "L3",
  sentence: "the-one says what the placements of its mailbox say together",
  findings(world: World) {
    const wanted = new Set(wantedMailboxes(world));
    return mailboxWorkspaces(world).filter(({ name }) => wanted.has(name)).flatMap(({ name, cluster }) => {
      const want = [...configStatements(presentState(world), name)].sort();
      const config = configAt(world, cluster);
      if (config === null) return want.length === 0 ? [] : [`mailbox ${name} has no the-one`];
      const found = [...statementsOf(config)].sort();
      const [missing, extra] = [
        want.filter((each) => !found.includes(each)),
        found.filter((each) => !want.includes(each)),
      ];
      return missing.length + extra.length === 0
        ? []
        : [`the-one of ${name} lacks [${missing.join("; ")}] and has too much [${extra.join("; ")}]`];
    });
  },
};
