/** Workspaces, exports and bindings as kcp has them. @module */
import * as assert from "uvu/assert";
import type { Answer } from "../clients/client.ts";
import { type Case, forAll, onWire } from "../case.ts";
import type { Place } from "../place.ts";

const workspaces = "/apis/tenancy.kcp.io/v1alpha1/workspaces";
const bindings = "/apis/apis.kcp.io/v1alpha1/apibindings";

const isReady = ({ body }: Answer) => body?.status?.phase === "Ready";

/** A workspace below this one, named after the place; resolves when it is ready. */
async function workspaceIn(place: Place): Promise<{ readonly name: string; readonly cluster: string }> {
  const name = place.namespace;
  await place.ok("POST", workspaces, {
    body: { apiVersion: "tenancy.kcp.io/v1alpha1", kind: "Workspace", metadata: { name } },
  });
  const { body } = await place.until(`${workspaces}/${name}`, isReady);
  return { name, cluster: body.spec.cluster };
}

export const kcp: readonly Case[] = [
  forAll({
    name: "a workspace becomes ready with a logical cluster of its own, and its deletion is complete",
    rule: "kcp, Workspaces (phases)",
    needs: ["kcp"],
  }, async (place) => {
    const { name, cluster } = await workspaceIn(place);
    assert.match(cluster, /^[0-9a-z]{8,}$/);
    await place.ok("DELETE", `${workspaces}/${name}`);
    await place.until(`${workspaces}/${name}`, ({ reason }) => reason === "NotFound");
  }),
  forAll({
    name: "a binding to an export becomes Bound, and names what it bound",
    rule: "kcp, APIExports and APIBindings",
    needs: ["kcp"],
  }, async (place) => {
    const name = place.namespace;
    const spec = { reference: { export: { path: "root", name: "scheduling.kcp.io" } } };
    const existing = (await place.ok("GET", bindings)).items as {
      spec: { reference: { export: { name: string } } };
    }[];
    const bound = existing.find((binding) => binding.spec.reference.export.name === "scheduling.kcp.io") as
      | { status: { phase: string; boundResources: { resource: string }[] } }
      | undefined;
    assert.is(bound?.status.phase, "Bound");
    assert.equal(bound?.status.boundResources.map(({ resource }) => resource), ["locations"]);
    const missing = {
      apiVersion: "apis.kcp.io/v1alpha1",
      kind: "APIBinding",
      metadata: { name },
      spec: {
        reference: { export: { ...spec.reference.export, name: "nothing.conformance.test" } },
      },
    };
    const refusedOrWaiting = await place.send("POST", bindings, { body: missing });
    if (refusedOrWaiting.reason === "") await place.ok("DELETE", `${bindings}/${name}`);
    else assert.is(refusedOrWaiting.reason, "Forbidden");
  }),
  onWire({
    name: "a virtual workspace lists its export's resources across workspaces, and nothing else",
    rule: "kcp, Virtual workspaces (APIExport)",
    needs: ["kcp"],
  }, async (place) => {
    const { namespace: name } = place;
    const locations = "/apis/scheduling.kcp.io/v1alpha1/locations";
    const spec = { resource: { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" } };
    const body = { apiVersion: "scheduling.kcp.io/v1alpha1", kind: "Location", metadata: { name }, spec };
    await place.ok("POST", locations, { body });
    const view = "/services/apiexport/root/scheduling.kcp.io/clusters/*";
    const { items } = await place.ok("GET", view + locations, { fromRoot: true });
    assert.ok(items.some(({ metadata }: { metadata: { name: string } }) => metadata.name === name));
    const { groups } = await place.ok("GET", `${view}/apis`, { fromRoot: true });
    assert.equal(groups.map((group: { name: string }) => group.name), ["scheduling.kcp.io"]);
    await place.refused(404, "NotFound", "GET", `${view}/api/v1/configmaps`, { fromRoot: true });
    await place.ok("DELETE", `${locations}/${name}`);
  }),
];
