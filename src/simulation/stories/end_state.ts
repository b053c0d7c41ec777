/** What the runtime left behind in a story, in a form in which two runs can be compared. @module */
import type { KubeObject } from "../../kube/object.ts";
import { canonicalJson } from "../../kube/canonical_json.ts";
import { byCodeUnit } from "../../kube/order.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { World } from "../../scenario/world.ts";
import type { AppliedWrite } from "./effect_watch.ts";

/**
 * One line for each object that the runtime ever created: how often it was created and deleted, and what it holds at the end. Ids,
 * versions and times are left out, and names made of them are replaced.
 */
export async function endStateOf(world: World, applied: readonly AppliedWrite[]): Promise<readonly string[]> {
  const counts = new Map<string, { readonly write: AppliedWrite; created: number; deleted: number }>();
  for (const write of applied) {
    const key = [write.server, write.cluster, write.resource, write.namespace, write.name].join("|");
    const entry = counts.get(key) ?? { write, created: 0, deleted: 0 };
    counts.set(key, entry);
    if (write.verb === "create") entry.created++;
    if (write.verb === "delete") entry.deleted++;
  }
  const lines: string[] = [];
  for (const { write, created, deleted } of counts.values()) {
    const found = await read(world, write);
    lines.push(
      `${placeOf(write)} created ${created} deleted ${deleted}: ${
        found === null ? "absent" : contentOf(found)
      }`,
    );
  }
  return lines.map(withoutIds).sort(byCodeUnit);
}

function placeOf({ server, cluster, resource, namespace, name }: AppliedWrite): string {
  return [server, cluster, resource, namespace, name].join(" ");
}

async function read(
  world: World,
  { server, cluster, resource, namespace, name }: AppliedWrite,
): Promise<KubeObject | null> {
  const api: ClusterApi | undefined = server === "hub" ? world.hub : world.edges.get(server)?.api;
  if (api === undefined) return null;
  const gvr = await world.pace.settle(gvrOf(api, cluster, resource));
  if (gvr === null) return null;
  const request: ApiRequest = {
    verb: "get",
    cluster,
    resource: gvr,
    name,
    ...(namespace !== "" && { namespace }),
  };
  return await world.pace.settle(
    new Promise((resolve) =>
      api.call(request, (answer) => resolve(answer.ok ? answer.body as KubeObject : null))
    ),
  );
}

function gvrOf(api: ClusterApi, cluster: string, key: string): Promise<ApiRequest["resource"] | null> {
  return new Promise((resolve) =>
    api.discover(cluster, (answer) => {
      const rows = answer.ok ? answer.resources : [];
      resolve(
        rows.find(({ group, resource }) => (group === "" ? resource : `${resource}.${group}`) === key) ??
          null,
      );
    })
  );
}

/** Labels, annotations but marks, and everything outside metadata. */
function contentOf({ metadata, ...sections }: KubeObject): string {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) =>
    key !== "edge.kcp.io/mark" && key !== "edge.kcp.io/applied"
  );
  return canonicalJson({
    ...sections,
    labels: metadata.labels,
    annotations: Object.fromEntries(annotations),
  });
}

const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const clusterId = /\b(?=[0-9a-z]*[0-9])(?=[0-9a-z]*[a-z])[0-9a-z]{16}\b/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

function withoutIds(line: string): string {
  return line.replace(uid, "<uid>").replace(clusterId, "<cluster>").replace(time, "<time>");
}
