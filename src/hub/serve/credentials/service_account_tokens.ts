/** Bearer tokens of ServiceAccounts: signed here, and good only here. @module */
import { Buffer } from "node:buffer";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../ports/clock.ts";
import type { TokenAuthenticator } from "./authenticator.ts";
import { writePrivateFile } from "./private_file.ts";

export interface ServiceAccountIdentity {
  /** Logical cluster id; "" on a plain server. */
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface ServiceAccountTokens {
  /** A JWT (RFC 7519) for the account; without a lifetime it is good as long as the account exists. */
  issue(account: ServiceAccountIdentity, lifetimeSeconds?: number): string;
  readonly authenticate: TokenAuthenticator;
}

export interface ServiceAccountTokenOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** The uid of an account that exists now; a token for another uid is of an account that is gone. */
  readonly uidOf: (account: Omit<ServiceAccountIdentity, "uid">) => string | undefined;
}

interface Claims extends ServiceAccountIdentity {
  readonly iss: string;
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp?: number;
}

const issuer = "edgechart";
const header = encode({ alg: "HS256", typ: "JWT" });

/**
 * Tokens signed with a key in `<dataDir>/pki`, made on first use. A caller belongs to the group
 * `system:cluster:<id>`, so that an authorizer can keep an account inside its workspace, as kcp does.
 */
export function createServiceAccountTokens(options: ServiceAccountTokenOptions): ServiceAccountTokens {
  const { clock, uidOf } = options;
  const key = loadKey(join(options.dataDir, "pki", "service-accounts.key"));
  return {
    issue: (account, lifetimeSeconds) => {
      const iat = Math.floor(clock.now() / 1000);
      const exp = lifetimeSeconds === undefined ? undefined : iat + lifetimeSeconds;
      const claims: Claims = { iss: issuer, sub: userOf(account), ...account, iat, exp };
      const signed = `${header}.${encode(claims)}`;
      return `${signed}.${sign(key, signed)}`;
    },
    authenticate: (token) => {
      const claims = verify(key, token);
      if (claims === undefined) return undefined;
      const { cluster, namespace, name, uid, exp } = claims;
      if (exp !== undefined && exp * 1000 <= clock.now()) return undefined;
      if (uidOf({ cluster, namespace, name }) !== uid) return undefined;
      return { user: userOf(claims), groups: groupsOf(claims), uid };
    },
  };
}

function userOf({ namespace, name }: Omit<ServiceAccountIdentity, "uid">): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function groupsOf({ cluster, namespace }: ServiceAccountIdentity): readonly string[] {
  const own = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  return cluster === "" ? own : [...own, `system:cluster:${cluster}`];
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function sign(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

/** The claims of a token whose signature is ours. The header is ours too: no token chooses its algorithm. */
function verify(key: Uint8Array, token: string): Claims | undefined {
  const [head, body, signature = "", ...more] = token.split(".");
  if (head !== header || body === undefined || more.length > 0) return undefined;
  const expected = Buffer.from(sign(key, `${head}.${body}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Claims;
}

function loadKey(path: string): Uint8Array {
  if (!existsSync(path)) writePrivateFile(path, randomBytes(32).toString("base64url") + "\n");
  const key = Buffer.from(readFileSync(path, "utf8").trim(), "base64url");
  if (key.length !== 32) throw new Error(`Cannot use ${path}: it holds no key of 256 bits`);
  return key;
}
