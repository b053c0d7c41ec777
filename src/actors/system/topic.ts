/** One topic of the registry: the cards that are up, and who seeks them. @module */
import { equal } from "../../kube/equality.ts";
import type { LabelSelector } from "../../kube/selector.ts";
import { LabelIndex, type MatchChange } from "../../placement/label_index.ts";

export interface Card {
  readonly key: string;
  /** Address of the actor that put it up. */
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly content: unknown;
}

export interface Seeker {
  readonly address: string;
  readonly incarnation: number;
  /** The word that its letters begin with. */
  readonly as: string;
}

/** Receives what a topic has to tell. */
export interface TopicTeller {
  offered(seeker: Seeker, card: Card, cause: number | null): void;
  withdrawn(seeker: Seeker, card: Card, cause: number | null): void;
  listed(seeker: Seeker, cause: number | null): void;
}

type Cause = number | null;

const everything: readonly LabelSelector[] = [{}];
const nothing: MatchChange = { matched: [], unmatched: [] };

export class Topic {
  readonly #teller: TopicTeller;
  readonly #cards = new Map<string, Card>();
  readonly #seekers = new Map<string, Seeker>();
  readonly #index = new LabelIndex();

  constructor(teller: TopicTeller) {
    this.#teller = teller;
  }

  get empty(): boolean {
    return this.#cards.size === 0 && this.#seekers.size === 0;
  }

  /**
   * Puts a card up in the place of the one with its key. Nothing is told when nothing changed.
   *
   * @throws TypeError when the labels are not text; then the card that was up stays.
   */
  offer(card: Card, cause: Cause): void {
    requireLabels(card);
    const before = this.#cards.get(card.key);
    this.#cards.set(card.key, card);
    const isRelabelled = before === undefined || !equal(before.labels, card.labels);
    const change = isRelabelled ? this.#index.putObject(card.key, card.labels) : nothing;
    const seekers = before === undefined || equal(before.content, card.content)
      ? change.matched.map(({ seeker }) => seeker)
      : this.#index.seekersOf(card.key);
    for (const { seeker } of change.unmatched) this.#withdrawn(seeker, card, cause);
    for (const seeker of seekers) this.#offered(seeker, card, cause);
  }

  /** Takes a card down, if it is still `owner`'s. */
  withdraw(key: string, owner: string, cause: Cause): void {
    const card = this.#cards.get(key);
    if (card === undefined || card.owner !== owner) return;
    this.#cards.delete(key);
    for (const { seeker } of this.#index.removeObject(key).unmatched) this.#withdrawn(seeker, card, cause);
  }

  /** Begins a seek, or changes the one that this incarnation has under the same word. Null seeks every card. */
  seek(seeker: Seeker, selectors: readonly LabelSelector[] | null, cause: Cause): void {
    const before = this.#seekers.get(seeker.address);
    if (before?.incarnation !== seeker.incarnation || before.as !== seeker.as) this.unseek(seeker.address);
    this.#seekers.set(seeker.address, seeker);
    const { matched, unmatched } = this.#index.putSelectors(seeker.address, selectors ?? everything);
    for (const { object } of unmatched) this.#withdrawn(seeker.address, this.#cards.get(object), cause);
    for (const { object } of matched) this.#offered(seeker.address, this.#cards.get(object), cause);
    this.#teller.listed(seeker, cause);
  }

  unseek(address: string): void {
    if (this.#seekers.delete(address)) this.#index.removeSelectors(address);
  }

  #offered(address: string, card: Card | undefined, cause: Cause): void {
    const seeker = this.#seekers.get(address);
    if (seeker !== undefined && card !== undefined) this.#teller.offered(seeker, card, cause);
  }

  #withdrawn(address: string, card: Card | undefined, cause: Cause): void {
    const seeker = this.#seekers.get(address);
    if (seeker !== undefined && card !== undefined) this.#teller.withdrawn(seeker, card, cause);
  }
}

/** What a server without a schema serves as labels cannot be filed (F38), and half a filing could never be undone. */
function requireLabels({ key, labels }: Card): void {
  const isMap = typeof labels === "object" && labels !== null && !Array.isArray(labels);
  if (isMap && Object.values(labels).every((value) => typeof value === "string")) return;
  throw new TypeError(`Cannot put up ${key}: its labels are not a map of texts`);
}
