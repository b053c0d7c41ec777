/** What the windows may see of the society of actors: plain data, no references, nothing secret. @module */

export interface LetterView {
  readonly id: number;
  readonly type: string;
  /** Milliseconds since the epoch at which it was handled. */
  readonly at: number;
  /** Id of the letter that led to this one, or null for a fact from outside. */
  readonly cause: number | null;
  readonly from: string;
}

export interface ActorSummary {
  readonly address: string;
  readonly kind: string;
  readonly state: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Why it is in this state, in a sentence. */
  readonly reason: string;
  /** What it waits for; null in a state of rest. */
  readonly waitsFor: string | null;
  /** When the wait is overdue, in milliseconds since the epoch; null in a state of rest. */
  readonly deadline: number | null;
  readonly overdue: boolean;
}

export interface ActorView extends ActorSummary {
  readonly parent: string;
  /** The machine's context, redacted to an allow-list. */
  readonly context: unknown;
  readonly lettersWaiting: number;
  readonly lettersHandled: number;
  readonly restarts: number;
  readonly lastError: string | null;
  /** Newest last. */
  readonly lastLetters: readonly LetterView[];
}

export interface DeadLetterView {
  readonly to: string;
  readonly type: string;
  readonly from: string;
  readonly at: number;
  readonly why: string;
}

/** One source of facts, such as a reflector, and whether its view is complete. */
export interface SourceView {
  readonly address: string;
  readonly synced: boolean;
  readonly detail: string;
}

export interface ActorQuery {
  readonly kind?: string;
  readonly state?: string;
}

export interface ActorDirectory {
  /** Sorted by address. */
  list(query: ActorQuery): readonly ActorSummary[];
  find(address: string): ActorView | undefined;
  kinds(): readonly string[];
  deadLetters(): { readonly total: number; readonly newest: readonly DeadLetterView[] };
  sources(): readonly SourceView[];
}
