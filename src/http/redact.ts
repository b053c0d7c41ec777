/**
 * The last net under the actors' own allow-lists: what looks like a secret does not leave this process.
 *
 * A view that needs this is a bug in its allow-list; the net only makes that bug harmless. @module
 */

const blank = "[redacted]";

const secretKeys = new Set([
  "token",
  "bearertoken",
  "password",
  "passwd",
  "authorization",
  "privatekey",
  "apikey",
  "kubeconfig",
  "stringdata",
  "clientkeydata",
  "clientcertificatedata",
  "kubectl.kubernetes.io/lastappliedconfiguration",
]);

/** A JWT, a PEM private key, or an Authorization value, anywhere in a text. */
const secretText =
  /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:Bearer|Basic) [\w+/.=-]{12,}/;

/** JSON of `value` on one line, with every secret it should not have held blanked. */
export function toSafeJson(value: unknown): string {
  return JSON.stringify(value, redact) + "\n";
}

function redact(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === "string") return isSecretKey(key) || secretText.test(value) ? blank : value;
  if (typeof value === "object" && value !== null && (isSecretKey(key) || isSecretData(this, key))) {
    return blank;
  }
  return value;
}

function isSecretKey(key: string): boolean {
  return secretKeys.has(key.toLowerCase().replaceAll(/[-_]/g, ""));
}

function isSecretData(holder: unknown, key: string): boolean {
  return key === "data" && typeof holder === "object" && holder !== null && "kind" in holder &&
    holder.kind === "Secret";
}
