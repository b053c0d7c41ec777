/** Which strings may be names, label keys and label values (apimachinery `util/validation`). @module */

const labelSegment = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/** RFC 1123 label: at most 63 of [a-z0-9-], not beginning or ending with `-`. Names of Namespaces. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && dnsLabel.test(text);
}

/** RFC 1123 subdomain: labels of [a-z0-9-] joined by dots, at most 253. Names of most objects. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split(".").every((part) => dnsLabel.test(part));
}

/** A label or annotation key: `name` or `prefix/name`, the prefix a DNS subdomain, the name at most 63. */
export function isQualifiedName(text: string): boolean {
  const slash = text.indexOf("/");
  const name = text.slice(slash + 1);
  return (slash < 0 || isDnsSubdomain(text.slice(0, slash))) && name.length <= 63 && labelSegment.test(name);
}

/** A label value: empty, or at most 63 of [A-Za-z0-9-_.] beginning and ending with a letter or digit. */
export function isLabelValue(text: string): boolean {
  return text === "" || (text.length <= 63 && labelSegment.test(text));
}
