/** A ServiceAccount's token that is renewed while it is used, and kept where only we may read it. @module */
import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";

/** What a token says of itself (RFC 7519; Kubernetes, "Service account tokens"). Nobody takes its word but its holder. */
export interface TokenClaims {
  readonly namespace: string;
  /** Name of the ServiceAccount. */
  readonly name: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** Where a token outlives this process: a text that nobody else may read. */
export interface TokenFile {
  /** Null when there is none. */
  read(): string | null;
  write(text: string): void;
}

/** Null for what is no token of a ServiceAccount, or one that never expires. */
export function claimsOf(token: string): TokenClaims | null {
  const claims = readBody(token.split(".")[1] ?? "");
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(String(claims["sub"])) ?? [];
  const [iat, exp] = [Number(claims["iat"]), Number(claims["exp"])];
  if (namespace === undefined || name === undefined || !(exp > 0) || !(iat > 0)) return null;
  return { namespace, name, issuedAtMs: iat * 1000, expiresAtMs: exp * 1000 };
}

function readBody(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return typeof body === "object" && body !== null ? body as Readonly<Record<string, unknown>> : {};
  } catch {
    return {}; // an opaque token says nothing of itself
  }
}

/** The token in use: the newest that came of the one we were given. */
export class HeldToken {
  readonly #given: string;
  readonly #file: TokenFile;
  #current: string;

  /** A kept token counts only if it came of the one that is given now: a new file from the administrator wins. */
  constructor(given: string, file: TokenFile) {
    this.#given = given;
    this.#file = file;
    this.#current = keptFor(given, file) ?? given;
  }

  get current(): string {
    return this.#current;
  }

  /** Uses another from now on. It is on the disk before it is used. */
  replace(token: string): void {
    this.#file.write(JSON.stringify({ of: digestOf(this.#given), token }) + "\n");
    this.#current = token;
  }
}

function keptFor(given: string, file: TokenFile): string | null {
  const text = file.read();
  if (text === null) return null;
  try {
    const { of: from, token } = JSON.parse(text) as { readonly of?: unknown; readonly token?: unknown };
    return from === digestOf(given) && typeof token === "string" ? token : null;
  } catch {
    return null; // what is written in one step is whole; anything else is not ours, and is written over at the next renewal
  }
}

/** A token has 256 random bits or a signature, so its digest tells nothing. */
function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
