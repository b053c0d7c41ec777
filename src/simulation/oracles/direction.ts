/** S12: what goes down leaves status alone, and what comes up brings nothing but status. @module */
import { equal } from "../../kube/equality.ts";
import type { KubeObject } from "../../kube/object.ts";
import { labelOf, type SafetyOracle } from "./oracle.ts";

export const direction: SafetyOracle = {
  name: "S12",
  sentence: "Status goes up, everything else goes down",
  judge({ server, commit, sent: { request } }) {
    const { before, object } = commit;
    const what = `${labelOf(object)} on ${server.name}`;
    if (commit.type !== "MODIFIED" || before === null) return null;
    if (request.subresource === "status") {
      if (server.name !== "hub") return `the status of ${what} was written, which is the edge's own`;
      return equal(withoutStatus(before), withoutStatus(object))
        ? null
        : `a return of status changed more of ${what}`;
    }
    return equal(before["status"], object["status"]) ? null : `a copy changed the status of ${what}`;
  },
};

/** Versions and owners of fields change with every write. */
function withoutStatus({ status: _status, metadata, ...rest }: KubeObject): unknown {
  const { resourceVersion: _version, managedFields: _managers, generation: _generation, ...kept } = metadata;
  return { ...rest, metadata: kept };
}
