/** Errors as RFC 9457 says: `application/problem+json`. @module */

const titles = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  421: "Misdirected Request",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

export type ProblemStatus = keyof typeof titles;

/** One refusal. `slug` names the kind of problem and never changes; `detail` says what to do about this one. */
export interface Problem {
  readonly status: ProblemStatus;
  readonly slug: string;
  readonly detail: string;
  /** The path that was asked for; its query is left out, and so is whatever is longer than 256 characters. */
  readonly instance: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members (RFC 9457, 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Thrown by a handler, answered by the app. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Omit<Problem, "instance">;

  constructor(problem: Omit<Problem, "instance">) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The response for a problem. */
export function problemResponse(problem: Problem): Response {
  const body = {
    type: `urn:edgechart:problem:${problem.slug}`,
    title: titles[problem.status],
    status: problem.status,
    detail: problem.detail,
    instance: problem.instance.slice(0, 256),
    ...problem.extensions,
  };
  return new Response(JSON.stringify(body) + "\n", {
    status: problem.status,
    headers: { ...problem.headers, "content-type": "application/problem+json" },
  });
}
