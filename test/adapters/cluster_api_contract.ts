/** What every `ClusterApi` must do, whatever lies between it and the server. @module */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { KubeList, KubeObject } from "../../src/kube/object.ts";
import type { ApiAnswer, ApiRequest, ClusterApi, DiscoveryAnswer } from "../../src/ports/cluster_api.ts";
import type { KubeError } from "../../src/ports/kube_error.ts";
import { FakeHub } from "../hub/serve/fake_hub.ts";

/** An api on a hub, and how to end both. */
export interface OpenedApi {
  readonly api: ClusterApi;
  readonly close: () => Promise<void>;
}

const configMaps = { group: "", version: "v1", resource: "configmaps" };
const widgets = { group: "example.org", version: "v1", resource: "widgets" };

/** A call as a promise. */
export function call(api: ClusterApi, request: ApiRequest): Promise<ApiAnswer> {
  return new Promise((resolve) => api.call(request, resolve));
}

const configMap = (name: string): KubeObject => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
const create = (api: ClusterApi, cluster: string, name: string) =>
  call(api, { verb: "create", cluster, resource: configMaps, namespace: "n", body: configMap(name) });

/** A watch whose happenings can be awaited, in words. */
function follow(api: ClusterApi, cluster: string, query: Record<string, string> = {}) {
  const seen: string[] = [];
  let error: KubeError | null | undefined;
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const note = (word: string) => {
    seen.push(word);
    for (const { count, resolve } of waiting) if (seen.length >= count) resolve();
  };
  const handle = api.watch({ cluster, resource: configMaps, query }, {
    opened: () => note("opened"),
    event: ({ type, object }) => note(`${type} ${object.metadata.name}`),
    closed: (why) => {
      error = why;
      note("closed");
    },
  });
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      if (seen.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { seen, until, handle, error: () => error };
}

/** Runs the contract on apis that `open` makes for a hub. */
export function runContract(name: string, open: (hub: FakeHub) => Promise<OpenedApi>): void {
  const contract = suite<{ hub: FakeHub; api: ClusterApi; close: () => Promise<void> }>(name);
  contract.before.each(async (context) => {
    context.hub = new FakeHub();
    Object.assign(context, await open(context.hub));
  });
  contract.after.each(({ close }) => close());

  contract("answers a call once, and never from inside it", async ({ api }) => {
    let answers = 0;
    const answered = new Promise<void>((resolve) =>
      api.call({ verb: "list", cluster: "root", resource: configMaps }, () => (answers++, resolve()))
    );
    assert.is(answers, 0);
    await answered;
    await call(api, { verb: "list", cluster: "root", resource: configMaps });
    assert.is(answers, 1);
  });

  contract("hands the whole request on", async ({ api, hub }) => {
    const request: ApiRequest = {
      verb: "patch",
      cluster: "root:a",
      resource: widgets,
      name: "system:w",
      subresource: "status",
      patchType: "apply",
      body: { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "system:w" } },
      query: { fieldManager: "m", force: "true", fieldValidation: "Ignore" },
    };
    assert.is((await call(api, request)).ok, true);
    const { name, subresource, patchType, query, body, cluster } = hub.requests.at(-1)!.request as ApiRequest;
    assert.equal({ name, subresource, patchType, query, body, cluster }, {
      name: request.name,
      subresource: request.subresource,
      patchType: request.patchType,
      query: request.query,
      body: request.body,
      cluster: request.cluster,
    });
  });

  contract("a refusal is an answer, with status, reason and details", async ({ api }) => {
    const answer = await call(api, {
      verb: "get",
      cluster: "root",
      resource: configMaps,
      namespace: "n",
      name: "x",
    });
    const { status, reason, details } = (answer as { error: KubeError }).error;
    assert.equal([status, reason, details.name], [404, "NotFound", "x"]);
  });

  contract("keeps 64-bit integers", async ({ api }) => {
    const body = {
      apiVersion: "example.org/v1",
      kind: "Widget",
      metadata: { name: "w" },
      size: 2n ** 63n - 1n,
    };
    const answer = await call(api, { verb: "create", cluster: "root", resource: widgets, body });
    assert.is((answer as { body: KubeObject }).body.size, 2n ** 63n - 1n);
  });

  contract("the items of a list say what they are", async ({ api }) => {
    await create(api, "root", "a");
    const answer = await call(api, { verb: "list", cluster: "root", resource: configMaps });
    const { items, metadata } = (answer as { body: KubeList }).body;
    assert.equal(items.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`), ["v1 ConfigMap"]);
    assert.is(metadata.resourceVersion, "1");
  });

  for (const cluster of ["root:espw", "2x8k3j4h5g6f7d8s", "*"]) {
    contract(`reaches the cluster ${cluster}`, async ({ api, hub }) => {
      await call(api, { verb: "list", cluster, resource: configMaps });
      assert.is(hub.requests.at(-1)!.request.cluster, cluster);
    });
  }

  contract("a watch opens, tells what is there, and then what changes, in order", async ({ api }) => {
    await create(api, "root", "first");
    const watch = follow(api, "root");
    await watch.until(2);
    await create(api, "root", "second");
    await call(api, { verb: "delete", cluster: "root", resource: configMaps, namespace: "n", name: "first" });
    await watch.until(4);
    assert.equal(watch.seen, ["opened", "ADDED first", "ADDED second", "DELETED first"]);
    watch.handle.stop();
  });

  contract("a watch from too long ago is closed with 410", async ({ api }) => {
    const watch = follow(api, "root", { resourceVersion: "1" });
    while (watch.error() === undefined) await turn();
    assert.is(watch.error()?.status, 410);
  });

  contract("a watch that the server ends is closed without an error", async ({ api, hub }) => {
    const watch = follow(api, "root");
    await watch.until(1);
    for (const sink of hub.watches) sink.closed(null);
    await watch.until(2);
    assert.equal([watch.seen, watch.error()], [["opened", "closed"], null]);
  });

  contract("after stop nothing arrives, not even that it is closed", async ({ api, hub }) => {
    const watch = follow(api, "root");
    await watch.until(1);
    watch.handle.stop();
    watch.handle.stop();
    while (hub.watches.size > 0) await turn();
    await create(api, "root", "late");
    assert.equal(watch.seen, ["opened"]);
  });

  contract("a watch stopped before it opened never opens", async ({ api, hub }) => {
    const watch = follow(api, "root");
    watch.handle.stop();
    await create(api, "root", "x");
    assert.equal([watch.seen, hub.watches.size], [[], 0]);
  });

  contract("discovery gives a row for each resource", async ({ api }) => {
    const answer = await new Promise<DiscoveryAnswer>((resolve) => api.discover("root", resolve));
    const rows = answer.ok ? answer.resources : [];
    const words = rows.map(({ resource, kind, subresources }) => `${resource} ${kind} ${subresources}`)
      .sort();
    assert.equal(words, ["configmaps ConfigMap ", "namespaces Namespace ", "widgets Widget status"]);
  });

  contract("after close nothing is answered", async ({ api, hub }) => {
    const watch = follow(api, "root");
    await watch.until(1);
    let answers = 0;
    api.call({ verb: "list", cluster: "root", resource: configMaps }, () => answers++);
    api.close();
    while (hub.watches.size > 0) await turn();
    api.call({ verb: "list", cluster: "root", resource: configMaps }, () => answers++);
    await turn();
    assert.equal([answers, watch.seen], [0, ["opened"]]);
  });

  contract.run();
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
