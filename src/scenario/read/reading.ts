/** What one reading of a scenario and the files it builds on brings to light. @module */
import { type Position, type Problem, ScenarioError } from "../story/position.ts";

/** A name used or introduced somewhere, in the order of the story; checked when all files are read. */
export interface Mention {
  readonly what: "uses SyncTarget" | "uses edge" | "uses remembered" | "remembers";
  readonly name: string;
  readonly at: Position;
}

/** Collects problems, so that one run tells all of them, and the names whose meaning the whole story decides. */
export interface Reading {
  add(at: Position, message: string): void;
  mention(what: Mention["what"], name: string, at: Position): void;
  readonly mentions: readonly Mention[];
  /** @throws {ScenarioError} when a problem was added. */
  throwIfAny(): void;
}

export function createReading(): Reading {
  const problems: Problem[] = [];
  const mentions: Mention[] = [];
  return {
    add: ({ file, line, column }, message) => void problems.push({ file, line, column, message }),
    mention: (what, name, at) => void mentions.push({ what, name, at }),
    mentions,
    throwIfAny() {
      if (problems.length > 0) throw new ScenarioError(problems);
    },
  };
}
