/** The person at the keyboard, as commands see them: what they typed, where to answer, and when they want to stop. @module */
import type { Clock } from "../ports/clock.ts";
import type { Interrupt } from "./interrupt.ts";

export interface Terminal {
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory, absolute. */
  readonly cwd: string;
  /** Results: one line, without its newline. */
  print(line: string): void;
  /** Complaints and hints: one line, without its newline. */
  complain(line: string): void;
  /** Whether escape codes for colour will be understood and are wanted. */
  readonly inColour: boolean;
  readonly interrupt: Interrupt;
  readonly clock: Clock;
}
