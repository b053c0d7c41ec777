/**
 * The lives of edges: one that was made anew counts its versions from the beginning, and what was seen of it before says nothing.
 *
 * One view notices that: its list is from before what it had seen, again and again. Another may not, because the new life has come just
 * as far as the old one had: its watch would go on in the middle of the new life, and what had been there before would stay for ever. So
 * whoever notices ends the watches of all others on that edge (F26). @module
 */

/** A view that is followed. */
export interface Follower {
  readonly source: string;
  /** Its server was made anew: its watch, if it has one, is to end. */
  expire(): void;
}

export class ServerLives {
  readonly #lives = new Map<string, number>();
  readonly #followers = new Set<Follower>();

  join(follower: Follower): void {
    this.#followers.add(follower);
  }

  leave(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** The number of the life that the server is in. */
  of(source: string): number {
    return this.#lives.get(source) ?? 0;
  }

  /** A view has found out that its server was made anew. */
  begin(finder: Follower): void {
    const { source } = finder;
    this.#lives.set(source, this.of(source) + 1);
    for (const follower of this.#followers) {
      if (follower.source === source && follower !== finder) follower.expire();
    }
  }
}
