/** The hash in a ReplicaSet's name and the random end of a pod's, in Kubernetes' alphabet. @module */
import { canonicalJson } from "../../kube/canonical_json.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { PodTemplate } from "./workload_types.ts";

/** No vowels and no digits that look like them, so that no name says anything (apimachinery, rand). */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** `pod-template-hash`: the same for templates that say the same. FNV-1a, as Kubernetes'. */
export function templateHash(template: PodTemplate): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(canonicalJson(template))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join("");
}

/** Five characters that make a pod's name its own. */
export function podSuffix(randomness: Randomness): string {
  return Array.from({ length: 5 }, () => alphabet[Math.floor(randomness.next() * alphabet.length)]).join("");
}
