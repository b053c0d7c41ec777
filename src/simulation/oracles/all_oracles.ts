/** The oracles of a simulation. @module */
import { actorsTrue, poisonShown } from "./actors_true.ts";
import { collisionsShown } from "./collisions.ts";
import { contestsEnd } from "./contests_end.ts";
import { copiesExact } from "./copies_exact.ts";
import { direction } from "./direction.ts";
import { freshOrStale } from "./fresh.ts";
import { handsOff } from "./hands_off.ts";
import { isolation } from "./isolation.ts";
import { justifiedDelete } from "./justified_delete.ts";
import { justifiedWrite } from "./justified_write.ts";
import { mailboxIdentity } from "./mailbox_identity.ts";
import { mailboxPerTarget } from "./mailbox_per_target.ts";
import { namespacesKept } from "./namespaces_kept.ts";
import { orderOfEffects } from "./order_of_effects.ts";
import { prototypeClean } from "./prototype.ts";
import { restoredHub } from "./restored_hub.ts";
import type { RestOracle, SafetyOracle } from "./oracle.ts";
import { silentJournal, silentWindows } from "./secret_silence.ts";
import { slices } from "./slices.ts";
import { bounded, honestHealth, supervised } from "./society_sound.ts";
import { noStampede } from "./stampede.ts";
import { statusReturned } from "./status_returned.ts";
import { summariesRight } from "./summaries.ts";
import { syncerConfigsRight } from "./syncer_configs.ts";
import { upsyncConfined, upsyncedExactly } from "./upsynced.ts";
import { viewKept } from "./view_kept.ts";

/** Asked about every write of the runtime, and about every record of its journal. */
export const safetyOracles: readonly SafetyOracle[] = [
  justifiedDelete,
  justifiedWrite,
  restoredHub,
  handsOff,
  mailboxIdentity,
  isolation,
  direction,
  namespacesKept,
  silentJournal,
  orderOfEffects,
  upsyncConfined,
  freshOrStale,
  viewKept,
];

/** Asked when the faults have ended and the system has had time; from the beginning of the journey to its end. */
export const restOracles: readonly RestOracle[] = [
  supervised,
  honestHealth,
  mailboxPerTarget,
  slices,
  syncerConfigsRight,
  copiesExact,
  statusReturned,
  summariesRight,
  silentWindows,
  bounded,
  contestsEnd,
  collisionsShown,
  actorsTrue,
  poisonShown,
  upsyncedExactly,
  noStampede,
  prototypeClean,
];
