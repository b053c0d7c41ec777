/** Objects that every cluster makes for itself and that never leave it (section 4.1, `ObjectIsSystem`; R-61). @module */
import {
  bootstrapTokenType,
  configMaps,
  secrets,
  serviceAccounts,
  serviceAccountTokenType,
} from "../kube/core_api.ts";
import type { ObjectFact } from "../kube/facts.ts";
import { naturalResource } from "../kube/denatured.ts";

/** Whether the object is the cluster's CA bundle, a namespace's default ServiceAccount, or a token. */
export function isSystemObject(
  { gvr, name, secretType }: Pick<ObjectFact, "gvr" | "name" | "secretType">,
): boolean {
  const { group, resource } = naturalResource(gvr);
  if (group !== "") return false;
  switch (resource) {
    case configMaps.resource:
      return name === "kube-root-ca.crt";
    case serviceAccounts.resource:
      return name === "default";
    case secrets.resource:
      return secretType === serviceAccountTokenType || secretType === bootstrapTokenType;
    default:
      return false;
  }
}
