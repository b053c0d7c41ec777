/**
 * An index that joins labelled objects with selectors, kept up to date from both sides (law 8).
 *
 * Each side is a set of keys: an object has labels, a seeker has selectors of which any may match. A changed object looks only at
 * the seekers with a requirement on a label that changed: a requirement `In` or `NotIn` is filed under each `key=value` it names,
 * `Exists` and `DoesNotExist` under the key, and only what is filed under the old or the new value can change its mind. Selectors
 * that match an object without labels are in a list of their own, from which a new object starts. @module
 */
import { byCodeUnit } from "../kube/order.ts";
import {
  holds,
  type Labels,
  type LabelSelector,
  type LabelSelectorRequirement,
  requirementsOf,
} from "../kube/selector.ts";
import {
  changedLabels,
  postingsOf,
  presencePosting,
  touchedPostings,
  valuePosting,
} from "./label_postings.ts";
import { Postings } from "./postings.ts";

/** One object matched by one seeker. */
export interface Match {
  readonly object: string;
  readonly seeker: string;
}

/** Exactly the matches that began and that ended, each sorted by object and then by seeker. */
export interface MatchChange {
  readonly matched: readonly Match[];
  readonly unmatched: readonly Match[];
}

type Conjunction = readonly LabelSelectorRequirement[];

const noLabels: Labels = {};

export class LabelIndex {
  readonly #objects = new Map<string, Labels>();
  readonly #seekers = new Map<string, readonly Conjunction[]>();
  readonly #objectsByLabel = new Postings();
  readonly #seekersByRequirement = new Postings();
  /** Seekers that match an object without labels: empty selectors, and those with negative requirements only. */
  readonly #broadSeekers = new Set<string>();
  readonly #matchesOfObject = new Postings();
  readonly #matchesOfSeeker = new Postings();
  #evaluated = 0;

  /** How many times a seeker has been tried on an object, since the beginning. A measure of cost. */
  get evaluated(): number {
    return this.#evaluated;
  }

  /** Adds an object, or gives it other labels. */
  putObject(object: string, labels: Labels): MatchChange {
    const before = this.#objects.get(object);
    const changed = changedLabels(before ?? noLabels, labels);
    this.#objects.set(object, labels);
    for (const [key, { was, is }] of changed) this.#fileObject(object, key, was, is);
    const candidates = new Set(before === undefined ? this.#broadSeekers : []);
    for (const posting of changed.flatMap(touchedPostings)) {
      for (const seeker of this.#seekersByRequirement.of(posting)) candidates.add(seeker);
    }
    return this.#settle([...candidates].map((seeker) => ({ object, seeker })));
  }

  /** Forgets an object; one that is not there changes nothing. */
  removeObject(object: string): MatchChange {
    for (const [key, value] of Object.entries(this.#objects.get(object) ?? noLabels)) {
      this.#fileObject(object, key, value, undefined);
    }
    this.#objects.delete(object);
    return this.#settle([...this.#matchesOfObject.of(object)].map((seeker) => ({ object, seeker })));
  }

  /** Adds a seeker, or gives it other selectors. Without selectors, or with invalid ones only, it matches nothing. */
  putSelectors(seeker: string, selectors: readonly LabelSelector[]): MatchChange {
    this.#unfileSeeker(seeker);
    const conjunctions = selectors.map(requirementsOf).filter((conjunction) => conjunction !== null);
    this.#seekers.set(seeker, conjunctions);
    for (const posting of conjunctions.flat().flatMap(postingsOf)) {
      this.#seekersByRequirement.add(posting, seeker);
    }
    if (conjunctions.some((one) => fulfils(noLabels, one))) this.#broadSeekers.add(seeker);
    const candidates = new Set(this.#matchesOfSeeker.of(seeker));
    for (const conjunction of conjunctions) {
      for (const object of this.#objectsFor(conjunction)) candidates.add(object);
    }
    return this.#settle([...candidates].map((object) => ({ object, seeker })));
  }

  /** Forgets a seeker; one that is not there changes nothing. */
  removeSelectors(seeker: string): MatchChange {
    this.#unfileSeeker(seeker);
    return this.#settle([...this.#matchesOfSeeker.of(seeker)].map((object) => ({ object, seeker })));
  }

  /** The seekers that match an object, sorted. */
  seekersOf(object: string): readonly string[] {
    return [...this.#matchesOfObject.of(object)].sort(byCodeUnit);
  }

  /** The objects that a seeker matches, sorted. */
  objectsOf(seeker: string): readonly string[] {
    return [...this.#matchesOfSeeker.of(seeker)].sort(byCodeUnit);
  }

  #fileObject(object: string, key: string, was: string | undefined, is: string | undefined): void {
    if (was !== undefined) this.#objectsByLabel.delete(valuePosting(key, was), object);
    if (is !== undefined) this.#objectsByLabel.add(valuePosting(key, is), object);
    if (is === undefined) this.#objectsByLabel.delete(presencePosting(key), object);
    else this.#objectsByLabel.add(presencePosting(key), object);
  }

  #unfileSeeker(seeker: string): void {
    for (const posting of (this.#seekers.get(seeker) ?? []).flat().flatMap(postingsOf)) {
      this.#seekersByRequirement.delete(posting, seeker);
    }
    this.#broadSeekers.delete(seeker);
    this.#seekers.delete(seeker);
  }

  /** A superset of the objects that fulfil the conjunction: those of its rarest positive requirement, or all. */
  #objectsFor(conjunction: Conjunction): Iterable<string> {
    const positive = conjunction.filter(({ operator }) => operator === "In" || operator === "Exists");
    const choices = positive.map((requirement) => this.#filedUnder(postingsOf(requirement)));
    const [first, ...others] = choices;
    if (first === undefined) return this.#objects.keys();
    return others.reduce((best, choice) => choice.size < best.size ? choice : best, first).objects();
  }

  #filedUnder(postings: readonly string[]): { readonly size: number; objects(): Iterable<string> } {
    const sets = postings.map((posting) => this.#objectsByLabel.of(posting));
    return {
      size: sets.reduce((sum, { size }) => sum + size, 0),
      objects: () => sets.flatMap((set) => [...set]),
    };
  }

  /** Tries each candidate, and records and returns what is no longer as it was. */
  #settle(candidates: readonly Match[]): MatchChange {
    const matched: Match[] = [];
    const unmatched: Match[] = [];
    for (const match of candidates) {
      const was = this.#matchesOfObject.of(match.object).has(match.seeker);
      const is = this.#isMatch(match);
      if (is !== was) (is ? matched : unmatched).push(match);
    }
    for (const match of matched) this.#record(match);
    for (const match of unmatched) this.#erase(match);
    return { matched: matched.sort(byMatch), unmatched: unmatched.sort(byMatch) };
  }

  #isMatch({ object, seeker }: Match): boolean {
    const labels = this.#objects.get(object);
    const conjunctions = this.#seekers.get(seeker);
    if (labels === undefined || conjunctions === undefined) return false;
    this.#evaluated++;
    return conjunctions.some((conjunction) => fulfils(labels, conjunction));
  }

  #record({ object, seeker }: Match): void {
    this.#matchesOfObject.add(object, seeker);
    this.#matchesOfSeeker.add(seeker, object);
  }

  #erase({ object, seeker }: Match): void {
    this.#matchesOfObject.delete(object, seeker);
    this.#matchesOfSeeker.delete(seeker, object);
  }
}

function fulfils(labels: Labels, conjunction: Conjunction): boolean {
  return conjunction.every((requirement) => holds(requirement, labels));
}

function byMatch(a: Match, b: Match): number {
  return byCodeUnit(a.object, b.object) || byCodeUnit(a.seeker, b.seeker);
}
