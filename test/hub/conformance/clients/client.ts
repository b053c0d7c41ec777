/** What a case asks of a client, whichever client it is. @module */

/** Kinds of patches by the names of kubectl, and server-side apply. */
export type PatchKind = "json" | "merge" | "strategic" | "apply";

export interface Ask {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the server's own path, such as `/api/v1/namespaces`. */
  readonly path: string;
  /** The path is of the whole server, not below what its address in the kubeconfig ends with. */
  readonly fromRoot?: true;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For PATCH. */
  readonly patch?: PatchKind;
  /** Only clients that speak HTTP openly send these. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A body as it is, instead of `body`. */
  readonly text?: string;
}

export interface Answer {
  /** The HTTP code; 0 where the client does not tell. */
  readonly code: number;
  /** `reason` of the Status; "" for success. */
  readonly reason: string;
  /** What the client or the Status says to a person; "" for success. */
  readonly message: string;
  /** The parsed answer, of whatever shape; undefined when it is not JSON or the client does not show it. */
  readonly body: ReturnType<typeof JSON.parse>;
  /** The answer as it came; "" where the client does not show it. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Event {
  readonly type: string;
  readonly object: ReturnType<typeof JSON.parse>;
}

export interface Client {
  readonly name: "http" | "client-node" | "kubectl";
  send(ask: Ask): Promise<Answer>;
  close(): void;
}

/** A client that can watch. */
export interface WireClient extends Client {
  /**
   * The events until `isEnough`, or until the server ends the stream. Rejects with the message of the Status when
   * the watch is refused.
   */
  watch(ask: Ask, isEnough: (events: readonly Event[]) => boolean): Promise<readonly Event[]>;
}

const contentTypes: Readonly<Record<PatchKind, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** Path and query of an ask. */
export function targetOf({ path, query = {} }: Ask): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Headers that go with an ask. */
export function headersOf({ patch, headers, body, text }: Ask): Record<string, string> {
  const hasBody = body !== undefined || text !== undefined;
  const type = patch === undefined ? "application/json" : contentTypes[patch];
  return { accept: "application/json", ...(hasBody ? { "content-type": type } : {}), ...headers };
}

/** The body to send. */
export function textOf({ body, text }: Ask): string | undefined {
  return text ?? (body === undefined ? undefined : JSON.stringify(body));
}

/** An answer that came over HTTP. */
export function answerOf(code: number, text: string, headers: Readonly<Record<string, string>>): Answer {
  const body = headers["content-type"]?.includes("json") === true && text !== ""
    ? JSON.parse(text)
    : undefined;
  if (code < 400) return { code, reason: "", message: "", body, text, headers };
  return { code, reason: body?.reason ?? "Unknown", message: body?.message ?? text, body, text, headers };
}
