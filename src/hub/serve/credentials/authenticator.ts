/** Who is asking: bearer tokens and client certificates. @module */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Caller } from "../../../ports/api_backend.ts";

/** Knows some tokens, such as those of service accounts; undefined for a token it does not know. */
export type TokenAuthenticator = (token: string) => Caller | undefined;

/** The group of everyone who proved who they are (Kubernetes "Authenticating"). */
const authenticated = "system:authenticated";

/** The holder of the administrator's token. */
export const administrator: Caller = { user: "admin", groups: ["system:masters", authenticated] };

/** Whoever asks without credentials. */
export const anonymous: Caller = { user: "system:anonymous", groups: ["system:unauthenticated"] };

/** Recognises the administrator's token. The time it takes does not depend on where a wrong token differs. */
export function adminTokenAuthenticator(adminToken: string): TokenAuthenticator {
  const expected = digest(adminToken);
  return (token) => timingSafeEqual(digest(token), expected) ? administrator : undefined;
}

/**
 * The caller of a request: the user of its bearer token, else of its client certificate, else `anonymous`.
 * Undefined for credentials that are wrong: those are refused, never treated as none.
 */
export function authenticate(
  request: IncomingMessage,
  tokens: readonly TokenAuthenticator[],
): Caller | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return callerOfCertificate(request.socket as TLSSocket);
  const token = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined) return undefined;
  for (const find of tokens) {
    const caller = find(token);
    if (caller !== undefined) return caller;
  }
  return undefined;
}

/** Common name is the user, organisations are the groups; only when our authority signed it. */
function callerOfCertificate(socket: TLSSocket): Caller | undefined {
  const subject: Partial<Record<"CN" | "O", string | string[]>> | undefined = socket.getPeerCertificate?.()
    ?.subject;
  if (subject === undefined) return anonymous;
  if (!socket.authorized) return undefined;
  const { CN: user, O: organisations = [] } = subject;
  if (typeof user !== "string" || user === "") return undefined;
  return { user, groups: [...[organisations].flat(), authenticated] };
}

function digest(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
