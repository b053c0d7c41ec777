/** What a reflector is told, and what it knows. @module */
import type { Set as ImmutableSet } from "immutable";
import type { View } from "../addresses.ts";
import type {
  ConfirmRequestedLetter,
  SubscriberJoinedLetter,
  SubscriberLeftLetter,
} from "../watch_letters.ts";
import type { Refusal } from "./refusal.ts";

export interface ReflectorInput {
  readonly view: View;
  /** The gate that stays shut while this view is incomplete, or null. */
  readonly gate: string | null;
}

export interface ReflectorContext extends ReflectorInput {
  readonly subscribers: Readonly<Record<string, string>>;
  readonly resourceVersion: string | null;
  /** The newest version ever seen: what is older than this is the past. */
  readonly newest: string | null;
  /** How often in a row a list was older. */
  readonly regressions: number;
  /** Whether anything came since the last look at the watch. */
  readonly heard: boolean;
  /** 410 in a row without an event in between. */
  readonly expiries: number;
  readonly attempts: number;
  readonly relists: number;
  readonly retryAfterMs: number;
  readonly trouble: string | null;
  /** Who asked for confirmation since the last look began, and for whom the look under way is. */
  readonly asking: ImmutableSet<string>;
  readonly lookingFor: ImmutableSet<string>;
}

export type ReflectorEvent =
  | SubscriberJoinedLetter
  | SubscriberLeftLetter
  | { readonly type: "list.completed"; readonly resourceVersion: string }
  | ({ readonly type: "list.refused" } & Refusal)
  | { readonly type: "watch.opened" }
  | { readonly type: "watch.progressed"; readonly resourceVersion: string }
  | { readonly type: "watch.ended" }
  | ({ readonly type: "watch.refused" } & Refusal)
  | ConfirmRequestedLetter
  | { readonly type: "look.completed"; readonly resourceVersion: string }
  | ({ readonly type: "look.refused" } & Refusal)
  | { readonly type: "look.due" }
  | { readonly type: "retry.due" }
  | { readonly type: "apis.changed" }
  | { readonly type: "freshness.due" }
  | { readonly type: "linger.due" };
