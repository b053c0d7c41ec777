/** Every case. @module */
import type { Case } from "../case.ts";
import { access } from "./access.ts";
import { definitions } from "./definitions.ts";
import { deletion } from "./deletion.ts";
import { kcp } from "./kcp.ts";
import { lists } from "./lists.ts";
import { patches } from "./patches.ts";
import { watches } from "./watches.ts";
import { wire } from "./wire.ts";
import { writes } from "./writes.ts";

export const allCases: readonly Case[] = [
  ...writes,
  ...patches,
  ...lists,
  ...watches,
  ...deletion,
  ...definitions,
  ...access,
  ...wire,
  ...kcp,
];
