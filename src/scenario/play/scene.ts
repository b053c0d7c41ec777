/** What a play knows while it goes on: the world, names and kinds. It turns words of the story into servers and objects. @module */
import type { ApiResource } from "../../kube/resource.ts";
import type { ObjectReference, Place, Scenario } from "../story/scenario.ts";
import type { World } from "../world.ts";
import { type Answer, found, never } from "./answer.ts";
import { createKindBook, type KindBook } from "./kind_book.ts";
import { createNames, type Names } from "./names.ts";
import { createKubeClient, type KubeClient, type Server, type Target } from "./server.ts";

/** The workspace that holds the mailboxes. */
const mailboxParent = "root:espw";

export interface Scene {
  readonly scenario: Scenario;
  readonly world: World;
  readonly client: KubeClient;
  readonly names: Names;
  readonly kinds: KindBook;
  workspace(path: string): Server;
  server(place: Place): Promise<Answer<Server>>;
  target(place: Place, object: ObjectReference): Promise<Answer<Target>>;
}

export function createScene(scenario: Scenario, world: World): Scene {
  const client = createKubeClient(world.pace);
  const names = createNames({ client, hub: world.hub, edges: scenario.edges });
  const kinds = createKindBook(client);
  const workspace = (path: string): Server => ({ api: world.hub, cluster: path, called: path });
  const server = async (place: Place): Promise<Answer<Server>> => {
    if (place.type === "edge") return edgeServer(world, place.edge);
    const name = place.type === "mailbox"
      ? await names.mailbox(place.syncTarget)
      : await names.text(place.path);
    if (!name.ok) return name;
    return found(
      place.type === "workspace"
        ? workspace(name.value)
        : { ...workspace(`${mailboxParent}:${name.value}`), called: `the mailbox of ${place.syncTarget}` },
    );
  };
  return {
    scenario,
    world,
    client,
    names,
    kinds,
    workspace,
    server,
    async target(place, object) {
      const where = await server(place);
      if (!where.ok) return where;
      const resource = await kinds.resource(where.value, object.kind, object.group);
      return resource.ok
        ? await nameTarget({ server: where.value, resource: resource.value, object, names })
        : resource;
    },
  };
}

function edgeServer({ edges }: World, name: string): Answer<Server> {
  const edge = edges.get(name);
  if (edge === undefined) return never(`this world has no edge ${name}`);
  return found({ api: edge.api, cluster: "", called: `edge ${name}` });
}

interface Unnamed {
  readonly server: Server;
  readonly resource: ApiResource;
  readonly object: ObjectReference;
  readonly names: Names;
}

async function nameTarget({ server, resource, object, names }: Unnamed): Promise<Answer<Target>> {
  if (resource.namespaced !== (object.namespace !== undefined)) {
    const form = resource.namespaced ? `${object.kind} <namespace>/<name>` : `${object.kind} <name>`;
    return never(`${object.kind} is ${resource.namespaced ? "" : "not "}namespaced: write "${form}"`);
  }
  const name = await names.text(object.name);
  if (!name.ok) return name;
  if (object.namespace === undefined) return found({ server, resource, name: name.value });
  const namespace = await names.text(object.namespace);
  return namespace.ok ? found({ server, resource, namespace: namespace.value, name: name.value }) : namespace;
}
