/** Which reflectors an actor listens to: what another says was under way when that one was left, and is not true any more. @module */
import type { Set as ImmutableSet } from "immutable";
import type { TellParams } from "./letters.ts";

/** Addresses of reflectors. */
export type Followed = ImmutableSet<string>;

/** Whether the letter comes from a reflector that was left. */
export function isFromLeft(followed: Followed, event: { readonly type: string }): boolean {
  return "source" in event && !followed.has(event.source as string);
}

/** What is followed when these letters have been told. */
export function followedAfter(followed: Followed, letters: readonly TellParams[]): Followed {
  return letters.reduce((now, { to, event: { type } }) => {
    if (type === "subscriber.joined") return now.add(to);
    return type === "subscriber.left" ? now.delete(to) : now;
  }, followed);
}
