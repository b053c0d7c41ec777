/** Decides whether a fault strikes now. @module */
import type { Clock } from "../../ports/clock.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Episode, FaultCounters, LinkFault } from "./fault_classes.ts";

export class FaultInjector {
  readonly #clock: Clock;
  readonly #start: number;
  readonly #randomness: Randomness;
  readonly #counters: FaultCounters;
  readonly #byClass = new Map<string, Episode[]>();
  #healed = false;

  constructor(clock: Clock, randomness: Randomness, counters: FaultCounters, episodes: readonly Episode[]) {
    this.#clock = clock;
    this.#start = clock.now();
    this.#randomness = randomness;
    this.#counters = counters;
    for (const episode of episodes) {
      const key = `${episode.server}/${episode.fault}`;
      this.#byClass.set(key, [...(this.#byClass.get(key) ?? []), episode]);
    }
  }

  /** The episode under which the fault strikes now, if it does; it is counted. */
  strike(server: string, fault: LinkFault): Episode | null {
    const episodes = this.#byClass.get(`${server}/${fault}`);
    if (episodes === undefined || this.#healed) return null;
    const now = this.#clock.now() - this.#start;
    const found = episodes.find(({ from, until }) => from <= now && now < until);
    if (found === undefined || this.#randomness.next() >= found.rate) return null;
    this.#counters.count(fault);
    return found;
  }

  /** Between two bounds, in whole milliseconds. */
  draw(least: number, most: number): number {
    return Math.floor(least + this.#randomness.next() * (most - least));
  }

  chance(rate: number): boolean {
    return this.#randomness.next() < rate;
  }

  /** Milliseconds until an episode is over. */
  remaining({ until }: Episode): number {
    return Math.max(0, this.#start + until - this.#clock.now());
  }

  /** From now on nothing strikes. */
  heal(): void {
    this.#healed = true;
  }
}
