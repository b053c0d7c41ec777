/** The server's own certificate authority, and what it signs. @module */
import "reflect-metadata"; // @peculiar/x509 needs it loaded first
import { randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Clock } from "../../../ports/clock.ts";

/** A certificate and its private key (PKCS #8), both PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: string;
}

/** P-256 is accepted by every Kubernetes client, and fast to make. */
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 24 * 60 * 60 * 1000;
/** kubeadm's numbers: ten years for an authority, one for what it signs. */
const authorityDays = 3650;
const leafDays = 365;
/** Certificates are valid from an hour ago, for clocks that are a little behind. */
const skewMs = 60 * 60 * 1000;

/** A new self-signed authority that may sign certificates and nothing else. */
export async function createAuthority(name: string, clock: Clock): Promise<CertifiedKey> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    ...common(clock, authorityDays),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return await toPem(certificate, keys.privateKey);
}

/** A certificate for a TLS server reachable under these names, IP addresses among them. */
export function issueServerCertificate(
  authority: CertifiedKey,
  hosts: readonly string[],
  clock: Clock,
): Promise<CertifiedKey> {
  const names = hosts.map((value) => ({ type: isIp(value) ? "ip" as const : "dns" as const, value }));
  return issue(authority, [{ CN: ["edgechart"] }], clock, [
    new SubjectAlternativeNameExtension(names),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
  ]);
}

/** A certificate by which a client is this user in these groups (Kubernetes "X509 client certificates"). */
export function issueClientCertificate(
  authority: CertifiedKey,
  { user, groups }: { readonly user: string; readonly groups: readonly string[] },
  clock: Clock,
): Promise<CertifiedKey> {
  const subject: JsonName = [{ CN: [user] }, ...groups.map((group) => ({ O: [group] }))];
  return issue(authority, subject, clock, [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])]);
}

/** When a PEM certificate stops being valid (milliseconds since the epoch), and the hosts it names. */
export function describeCertificate(
  pem: string,
): { readonly notAfterMs: number; readonly names: readonly string[] } {
  const certificate = new X509Certificate(pem);
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  return { notAfterMs: certificate.notAfter.getTime(), names: names.map(({ value }) => value) };
}

async function issue(
  authority: CertifiedKey,
  subject: JsonName,
  clock: Clock,
  extensions: readonly Extension[],
): Promise<CertifiedKey> {
  const keys = await generateKeys();
  const issuer = new X509Certificate(authority.certificate);
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await signingKeyOf(authority),
    ...common(clock, leafDays),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      await AuthorityKeyIdentifierExtension.create(issuer),
      ...extensions,
    ],
  });
  return await toPem(certificate, keys.privateKey);
}

function common(clock: Clock, days: number) {
  const now = clock.now();
  return {
    serialNumber: newSerialNumber(),
    notBefore: new Date(now - skewMs),
    notAfter: new Date(now + days * dayMs),
    signingAlgorithm: algorithm,
  };
}

/** 127 random bits, positive (RFC 5280, 4.1.2.2). Keys come from the system's generator too: neither can be replayed. */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString("hex");
}

function generateKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;
}

async function signingKeyOf({ key }: CertifiedKey): Promise<CryptoKey> {
  const der = PemConverter.decodeFirst(key);
  return await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]) as CryptoKey;
}

async function toPem(certificate: X509Certificate, privateKey: CryptoKey): Promise<CertifiedKey> {
  const der = await webcrypto.subtle.exportKey(
    "pkcs8",
    privateKey as Parameters<typeof webcrypto.subtle.exportKey>[1],
  );
  return {
    certificate: certificate.toString("pem") + "\n",
    key: PemConverter.encode(der as ArrayBuffer, "PRIVATE KEY") + "\n",
  };
}

function isIp(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
