/**
 * A hostile edge: its credential, tried over HTTPS on what it should not have (S11, S12). Each row of a table is one attempt, and after each
 * table what came down stands as it stood. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, deployments, namespaces, secrets } from "../../src/kube/core_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { ApiRequest } from "../../src/ports/cluster_api.ts";
import { ask, type JoinedWorld, must, openJoinedWorld, until } from "../cli/access/joined_world.ts";
import { type EdgeClient, edgeClient, type Line } from "./edge_client.ts";

export const edgeApi = "/apis/edge.kcp.io/v1alpha1";

export interface Attempt extends Line {
  readonly does: string;
  /** Default: 403. */
  readonly codes?: readonly number[];
}

/** Names and paths that the tables speak of; empty until the tests run. */
interface Places {
  own: string;
  other: string;
  ownName: string;
  otherName: string;
  account: string;
}

export interface HostileEdge {
  readonly at: Readonly<Places>;
  readonly edge: EdgeClient;
  /** Rejects with what the administrator is refused. */
  readonly admin: (request: ApiRequest) => Promise<KubeObject>;
  /** Tries each; what it may be answered with is never a success. */
  refuses(title: string, attempts: () => readonly Attempt[]): void;
  /** Both mailboxes are as they were, and the credential still opens its own. */
  assertUnharmed(): Promise<void>;
}

/** Joins an edge before the tests of a file, and lets it go after them. */
export function hostileEdge(): HostileEdge {
  const at: Places = { own: "", other: "", ownName: "", otherName: "", account: "" };
  let world: JoinedWorld;
  let client: EdgeClient;
  const edge: EdgeClient = (line) => client(line);
  const assertUnharmed = () => assertAsBefore(world, edge, at);
  test.before(async () => {
    world = await openJoinedWorld();
    client = await edgeClient(await world.join("florin"));
    Object.assign(at, await placesOf(world, edge));
    await hideSecret(world, at.ownName);
  });
  test.after(() => world.close());
  return {
    at,
    edge,
    admin: (request) => must(world.admin, request),
    refuses(title, attempts) {
      test(title, async () => {
        for (const attempt of attempts()) await assertRefused(edge, attempt);
        await assertUnharmed();
      });
    },
    assertUnharmed,
  };
}

async function placesOf(world: JoinedWorld, edge: EdgeClient): Promise<Places> {
  const [ownName, otherName] = [await world.mailbox("florin"), await world.mailbox("guilder")];
  const [own, other] = [`/clusters/${ownName}`, `/clusters/${otherName}`];
  const review = await edge(post(`${own}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "SelfSubjectReview",
  }));
  const account = String(review.json.status.userInfo.username).split(":").at(-1) ?? "";
  return { own, other, ownName, otherName, account };
}

/** A Secret that neither came down nor went up. */
async function hideSecret({ admin }: JoinedWorld, cluster: string): Promise<void> {
  const body = { apiVersion: "v1", kind: "Secret", metadata: { name: "hidden" }, stringData: { a: "b" } };
  await must(admin, { cluster, namespace: "stuff", verb: "create", resource: secrets, body });
}

async function assertRefused(edge: EdgeClient, { does, codes = [403], ...line }: Attempt): Promise<void> {
  const { code, text } = await edge(line);
  assert.ok(
    codes.includes(code),
    `${does}: ${line.method ?? "GET"} ${line.path} was ${code} ${text.slice(0, 200)}`,
  );
}

async function assertAsBefore({ admin }: JoinedWorld, edge: EdgeClient, at: Places): Promise<void> {
  const site = { verb: "get", resource: configMaps, namespace: "stuff", name: "site" } as const;
  for (const cluster of [at.ownName, at.otherName]) {
    assert.equal((await must(admin, { ...site, cluster }))["data"], { text: "one" });
    const web = await must(admin, { ...site, cluster, resource: deployments, name: "web" });
    assert.is((web["spec"] as { replicas?: number }).replicas, undefined);
  }
  const spaces = await ask(admin, { verb: "list", cluster: at.otherName, resource: namespaces });
  assert.ok(spaces.ok);
  await until(
    async () => (await edge({ path: `${at.own}/api/v1/configmaps` })).code === 200,
    "its own still opens",
  );
}

export function post(path: string, body: unknown): Line {
  return { method: "POST", path, body };
}

export function merge(path: string, body: unknown): Line {
  return { method: "PATCH", contentType: "application/merge-patch+json", path, body };
}

/** `path` names the field manager. */
export function apply(path: string, body: unknown): Line {
  return { method: "PATCH", contentType: "application/apply-patch+yaml", path, body };
}

export function remove(path: string): Line {
  return { method: "DELETE", path };
}

/** As an edge sends it up; `metadata` is put over what it says then. */
export function configMap(name: string, metadata: object = {}) {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { "edge.kcp.io/upsynced": "yes" }, ...metadata },
  };
}
