/** What a server needs to prove who it is and to know its administrator, kept in the data directory. @module */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../ports/clock.ts";
import {
  type CertifiedKey,
  createAuthority,
  describeCertificate,
  issueServerCertificate,
} from "./certificates.ts";
import { writePrivateFile } from "./private_file.ts";

export interface ServerCredentials {
  readonly authority: CertifiedKey;
  readonly server: CertifiedKey;
  /** The administrator's bearer token: 256 random bits. */
  readonly token: string;
}

/** A server certificate with less than this left is replaced at start. */
const renewBeforeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Reads the credentials in `<dataDir>/pki`, making what is missing or about to expire; kubeconfigs written
 * earlier stay valid as long as the authority and the token are there. Throws when a file cannot be read or is
 * not what its name says: a broken key is for a person to look at, not to overwrite.
 */
export async function loadServerCredentials(
  dataDir: string,
  hosts: readonly string[],
  clock: Clock,
): Promise<ServerCredentials> {
  const folder = join(dataDir, "pki");
  const authority = readCertifiedKey(folder, "ca") ??
    store(folder, "ca", await createAuthority("edgechart-ca", clock));
  const server = await loadServerCertificate(folder, authority, hosts, clock);
  return { authority, server, token: loadToken(join(folder, "admin.token")) };
}

async function loadServerCertificate(
  folder: string,
  authority: CertifiedKey,
  hosts: readonly string[],
  clock: Clock,
): Promise<CertifiedKey> {
  const kept = readCertifiedKey(folder, "server");
  if (kept !== undefined && stillServes(kept, hosts, clock)) return kept;
  return store(folder, "server", await issueServerCertificate(authority, hosts, clock));
}

function stillServes({ certificate }: CertifiedKey, hosts: readonly string[], clock: Clock): boolean {
  const { notAfterMs, names } = describeCertificate(certificate);
  return notAfterMs - clock.now() > renewBeforeMs && hosts.every((host) => names.includes(host));
}

function readCertifiedKey(folder: string, name: string): CertifiedKey | undefined {
  const path = join(folder, `${name}.pem`);
  if (!existsSync(path)) return undefined;
  const [certificate, key] = readFileSync(path, "utf8").split(/(?=-----BEGIN [A-Z ]*PRIVATE KEY)/);
  if (certificate?.includes("BEGIN CERTIFICATE") && key !== undefined) return { certificate, key };
  throw new Error(`Cannot use ${path}: it should hold a certificate and its private key in PEM`);
}

/** Both halves in one file, so that no crash leaves a key beside another key's certificate. */
function store(folder: string, name: string, pair: CertifiedKey): CertifiedKey {
  writePrivateFile(join(folder, `${name}.pem`), pair.certificate + pair.key);
  return pair;
}

function loadToken(path: string): string {
  if (existsSync(path)) {
    const token = readFileSync(path, "utf8").trim();
    if (/^[\w-]{43,}$/.test(token)) return token;
    throw new Error(`Cannot use ${path}: it holds no token of 256 bits; delete it to get a new one`);
  }
  const token = randomBytes(32).toString("base64url");
  writePrivateFile(path, token + "\n");
  return token;
}
