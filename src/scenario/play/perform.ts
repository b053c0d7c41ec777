/** Doing what a step says. `later` and `absent` mean: the same may work in a moment. @module */
import { workspaces } from "../../kube/kcp_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { type ApiResource, apiVersionOf, groupVersionOf } from "../../kube/resource.ts";
import type { Action } from "../story/scenario.ts";
import { type Answer, found, later, never } from "./answer.ts";
import type { Scene } from "./scene.ts";
import type { Server, Target } from "./server.ts";

export type Done = Answer<null>;
const done: Done = found(null);

/** Tries the action once. Objects that are already as wanted are left alone, so that trying again does no harm. */
export function perform(action: Action, scene: Scene): Promise<Done> {
  const { world } = scene;
  switch (action.type) {
    case "createWorkspace":
      return createWorkspace(action.path, scene);
    case "apply":
      return inPlace(action.place, [action.object], scene, applyObject);
    case "create":
      return inPlace(action.place, [action.object], scene, createObject);
    case "applyBuiltin": {
      const objects = world.builtins.get(action.builtin);
      if (objects === undefined) return Promise.resolve(never(`this world has no builtin ${action.builtin}`));
      return inPlace(action.place, objects, scene, applyObject);
    }
    case "patch":
      return patchObject(action, scene);
    case "delete":
      return deleteObject(action, scene);
    case "runtime":
      return changeRuntime(action.change, scene);
    case "watches":
      return act(() => watchFaults[action.change](scene));
    case "edge":
      return changeLink(action, scene);
    case "advance":
      return world.pace.wait(action.byMs).then(() => done);
    case "remember":
      return remember(action, scene);
  }
}

type ActionOf<T extends Action["type"]> = Extract<Action, { readonly type: T }>;
type WriteObject = (object: KubeObject, target: Target, scene: Scene) => Promise<Done>;

function act(effect: () => void): Promise<Done> {
  effect();
  return Promise.resolve(done);
}

async function inPlace(
  place: ActionOf<"apply">["place"],
  objects: readonly KubeObject[],
  scene: Scene,
  write: WriteObject,
): Promise<Done> {
  const server = await scene.server(place);
  if (!server.ok) return server;
  for (const object of objects) {
    const target = await targetOf(object, server.value, scene);
    const answer = target.ok ? await write(object, target.value, scene) : target;
    // What a place does not have yet, an APIBinding or a Namespace on its way may bring.
    if (!answer.ok) return answer.kind === "absent" ? later(answer.why) : answer;
  }
  return done;
}

async function targetOf(object: KubeObject, server: Server, scene: Scene): Promise<Answer<Target>> {
  const { group, version } = groupVersionOf(object.apiVersion);
  const resource = await scene.kinds.resource(server, object.kind, group);
  if (!resource.ok) return resource;
  const { name } = object.metadata;
  const asked: ApiResource = { ...resource.value, version };
  const namespace = resource.value.namespaced ? object.metadata.namespace ?? "default" : undefined;
  return found({ server, resource: asked, namespace, name });
}

/** Creates the object, or merges it over what is there (RFC 7386): fields it does not name stay as they are. */
async function applyObject(object: KubeObject, target: Target, scene: Scene): Promise<Done> {
  const before = await scene.client.get(target);
  if (before.ok) return await writePatch(target, object, scene);
  if (before.kind !== "absent") return before;
  return await createObject(object, target, scene);
}

async function createObject(object: KubeObject, target: Target, scene: Scene): Promise<Done> {
  const { server, resource, namespace } = target;
  const answer = await scene.client.write(server, { verb: "create", resource, namespace, body: object });
  return answer.ok ? done : answer;
}

async function writePatch(target: Target, body: unknown, scene: Scene): Promise<Done> {
  const { server, resource, namespace, name } = target;
  const answer = await scene.client.write(server, {
    verb: "patch",
    resource,
    namespace,
    name,
    body,
    patchType: "merge",
  });
  return answer.ok ? done : answer;
}

async function patchObject({ place, object, merge }: ActionOf<"patch">, scene: Scene): Promise<Done> {
  const target = await scene.target(place, object);
  const answer = target.ok ? await writePatch(target.value, merge, scene) : target;
  return !answer.ok && answer.kind === "absent" ? later(answer.why) : answer;
}

async function deleteObject({ place, object }: ActionOf<"delete">, scene: Scene): Promise<Done> {
  const target = await scene.target(place, object);
  if (!target.ok) return target;
  const { server, resource, namespace, name } = target.value;
  const answer = await scene.client.write(server, { verb: "delete", resource, namespace, name });
  return answer.ok ? done : answer;
}

/** As `kubectl ws create` does; a workspace that is already there is as good. */
async function createWorkspace(path: string, scene: Scene): Promise<Done> {
  const colon = path.lastIndexOf(":");
  const server = scene.workspace(path.slice(0, colon));
  const name = path.slice(colon + 1);
  const target = { server, resource: workspaces, name };
  const before = await scene.client.get(target);
  if (before.ok) return isReady(before.value) ? done : later(`the workspace ${path} is not Ready yet`);
  const body = { apiVersion: apiVersionOf(workspaces), kind: "Workspace", metadata: { name } };
  const answer = await scene.client.write(server, { verb: "create", resource: workspaces, body });
  return answer.ok ? later(`the workspace ${path} is not Ready yet`) : answer;
}

function isReady(workspace: KubeObject): boolean {
  return (workspace.status as { readonly phase?: unknown } | undefined)?.phase === "Ready";
}

async function changeRuntime(change: ActionOf<"runtime">["change"], { world }: Scene): Promise<Done> {
  const { pace, runtime } = world;
  if (change !== "start") await pace.settle(runtime.stop());
  if (change !== "stop") await pace.settle(runtime.start());
  return done;
}

const watchFaults: Record<ActionOf<"watches">["change"], (scene: Scene) => void> = {
  hold: ({ world }) => world.runtime.holdWatches(),
  release: ({ world }) => world.runtime.releaseWatches(),
  cut: ({ world }) => world.runtime.cutWatches(),
};

function changeLink({ edge: name, change }: ActionOf<"edge">, { world }: Scene): Promise<Done> {
  const edge = world.edges.get(name);
  if (edge === undefined) return Promise.resolve(never(`this world has no edge ${name}`));
  return act(() => change === "disconnect" ? edge.disconnect() : edge.reconnect());
}

async function remember({ name, value }: ActionOf<"remember">, { names }: Scene): Promise<Done> {
  const text = await names.text(value);
  if (!text.ok) return text;
  names.remember(name, text.value);
  return done;
}
