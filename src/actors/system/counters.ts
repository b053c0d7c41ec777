/** What the system counts while it runs. @module */

/** All counts begin at 0 and only grow, except `waiting` and `parked`, which are present numbers. */
export interface Counters {
  parked: number;
  waiting: number;
  handled: number;
  coalesced: number;
  spawned: number;
  completed: number;
  failures: number;
  restarts: number;
  overflows: number;
  lateReplies: number;
  effects: number;
}

export function newCounters(): Counters {
  return {
    parked: 0,
    waiting: 0,
    handled: 0,
    coalesced: 0,
    spawned: 0,
    completed: 0,
    failures: 0,
    restarts: 0,
    overflows: 0,
    lateReplies: 0,
    effects: 0,
  };
}
