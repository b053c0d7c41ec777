/** Where in which file something was written, and what is wrong there. @module */
import { byCodeUnit } from "../../kube/order.ts";

/** Lines and columns count from 1, as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly message: string;
}

/** `file:line:column`, which editors and terminals turn into a link. */
export function formatPosition({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

export function formatProblem(problem: Problem): string {
  return `${formatPosition(problem)}: ${problem.message}`;
}

/** A scenario that cannot be played as it is written. It carries every problem, not only the first. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  /** By file, line and column. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort(inReadingOrder);
    super(sorted.map(formatProblem).join("\n"));
    this.problems = sorted;
  }
}

function inReadingOrder(a: Problem, b: Problem): number {
  return byCodeUnit(a.file, b.file) || a.line - b.line || a.column - b.column;
}
