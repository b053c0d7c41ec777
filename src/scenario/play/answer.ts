/** An answer from the world of a play: a value, or why there is none. @module */

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
    readonly ok: false;
    /** A phrase for the person who reads the failure. */
    readonly why: string;
    /** `absent`: the server says that it is not there; `later`: it may be there in a moment; `never`: it is refused. */
    readonly kind: "absent" | "later" | "never";
  };

export type Refusal = Extract<Answer<never>, { readonly ok: false }>;

export function found<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function absent(why: string): Refusal {
  return { ok: false, why, kind: "absent" };
}

export function later(why: string): Refusal {
  return { ok: false, why, kind: "later" };
}

export function never(why: string): Refusal {
  return { ok: false, why, kind: "never" };
}
