/**
 * The registry (OTP's word): under a topic, actors put up cards, and others seek them by their labels.
 *
 * A card outlives a failure of its actor, a seek does not: the restarted actor seeks anew and is told everything.
 * Costs follow the pairs that match, not the numbers of cards and seeks. @module
 */
import type { OfferParams, SeekParams, WithdrawParams } from "../../machines/letters.ts";
import type { Cell } from "./cell.ts";
import type { Send } from "./letter.ts";
import { Topic, type TopicTeller } from "./topic.ts";

type Cause = number | null;

export class Registry {
  readonly #topics = new Map<string, Topic>();
  /** What each actor has up, as keys by topic; and the topics each seeks. */
  readonly #offers = new Map<string, Map<string, Set<string>>>();
  readonly #seeks = new Map<string, Set<string>>();
  readonly #teller: TopicTeller;

  constructor(send: Send) {
    this.#teller = tellerTo(send);
  }

  offer(owner: string, { topic, key, labels, card }: OfferParams, cause: Cause): void {
    const topics = getOrAdd(this.#offers, owner, () => new Map<string, Set<string>>());
    getOrAdd(topics, topic, () => new Set<string>()).add(key);
    this.#topic(topic).offer({ key, owner, labels, content: card }, cause);
  }

  /** Takes the actor's card down; another's card under the same key stays. */
  withdraw(owner: string, { topic, key }: WithdrawParams, cause: Cause): void {
    this.#offers.get(owner)?.get(topic)?.delete(key);
    this.#topics.get(topic)?.withdraw(key, owner, cause);
    this.#tidy(topic);
  }

  seek({ address, incarnation }: Cell, { topic, selectors, as }: SeekParams, cause: Cause): void {
    getOrAdd(this.#seeks, address, () => new Set<string>()).add(topic);
    this.#topic(topic).seek({ address, incarnation, as }, selectors, cause);
  }

  unseek(address: string, topic: string): void {
    this.#seeks.get(address)?.delete(topic);
    this.#topics.get(topic)?.unseek(address);
    this.#tidy(topic);
  }

  /** An incarnation failed: its seeks end, its cards stay up. */
  interrupt(address: string): void {
    for (const topic of this.#seeks.get(address) ?? []) this.unseek(address, topic);
    this.#seeks.delete(address);
  }

  /** An actor ended for good: its cards come down as well. */
  end(address: string, cause: Cause): void {
    this.interrupt(address);
    for (const [topic, keys] of this.#offers.get(address) ?? []) {
      for (const key of keys) this.withdraw(address, { topic, key }, cause);
    }
    this.#offers.delete(address);
  }

  #topic(name: string): Topic {
    return getOrAdd(this.#topics, name, () => new Topic(this.#teller));
  }

  #tidy(name: string): void {
    if (this.#topics.get(name)?.empty) this.#topics.delete(name);
  }
}

function tellerTo(send: Send): TopicTeller {
  return {
    offered: ({ address, incarnation, as }, { key, content, owner }, cause) =>
      send(
        address,
        { type: `${as}.offered`, key, card: content } as { type: string },
        owner,
        cause,
        incarnation,
      ),
    withdrawn: ({ address, incarnation, as }, { key, owner }, cause) =>
      send(address, { type: `${as}.withdrawn`, key } as { type: string }, owner, cause, incarnation),
    listed: ({ address, incarnation, as }, cause) =>
      send(address, { type: `${as}.listed` }, "registry", cause, incarnation),
  };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}
