/** Questions to the authorizer about an APIExport. @module */
import { apiExports } from "../../../kube/kcp_api.ts";
import type { AccessRequest } from "../../authorize/authorizer.ts";

/** A verb on one APIExport, or on its `content`, in the workspace where it stands. */
export function exportAccessRequest(
  asked: Pick<AccessRequest, "caller" | "verb" | "cluster" | "name" | "subresource">,
): AccessRequest {
  return { ...apiExports, ...asked };
}
