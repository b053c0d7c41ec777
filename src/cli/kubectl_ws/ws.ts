/** `kubectl ws`: creating workspaces, and going from one to another (kcp's plugin protocol). @module */
import { openKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import type { Clock } from "../../ports/clock.ts";
import { KubeError } from "../../ports/kube_error.ts";
import type { Log } from "../../ports/log.ts";
import { parseCommand, usage, type WsCommand } from "./arguments.ts";
import { KubeconfigFiles, kubeconfigPaths } from "./kubeconfig_files.ts";
import { drawTree } from "./tree.ts";
import { isAbsence, typeSuffix, WorkspaceClient } from "./workspace_client.ts";
import {
  isAbsolute,
  joinServer,
  nameOf,
  parentOf,
  resolvePath,
  rootWorkspace,
  splitServer,
} from "./workspace_path.ts";

export interface WsSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  print(line: string): void;
}

/** Context and cluster by which kcp's plugin remembers where we are, and where we were. */
const currentName = "workspace.kcp.io/current";
const previousName = "workspace.kcp.io/previous";

/** Does what the arguments after `kubectl ws` say. Rejects with `Error` or `KubeError`, changing nothing. */
export async function ws(args: readonly string[], surroundings: WsSurroundings): Promise<void> {
  const { command, flags } = parseCommand(args);
  if (command.kind === "help") return surroundings.print(usage);
  const files = new KubeconfigFiles(kubeconfigPaths(flags.kubeconfig, surroundings.env));
  const place = placeOf(files, flags.context ?? files.currentContext());
  if (command.kind === "current") return surroundings.print(currentLine(place.workspace, ""));
  if (command.kind === "previous") return goBack(files, place, surroundings);
  const { clock, log } = surroundings;
  const api = await openKubernetesApi({ kubeconfig: { text: files.contextText(place.context) }, clock, log });
  try {
    await run(command, { files, place, client: new WorkspaceClient(api, clock), print: surroundings.print });
  } finally {
    api.close();
  }
}

/** Where a context points. */
interface Place {
  readonly context: string;
  /** The server's address without the workspace. */
  readonly base: string;
  readonly workspace: string;
}

interface Session {
  readonly files: KubeconfigFiles;
  readonly place: Place;
  readonly client: WorkspaceClient;
  readonly print: (line: string) => void;
}

function placeOf(files: KubeconfigFiles, context: string): Place {
  const { cluster } = (files.find("contexts", context) ?? {}) as { cluster?: string };
  const { server } = ((cluster && files.find("clusters", cluster)) || {}) as { server?: string };
  if (server === undefined) {
    throw new Error(`the kubeconfig has no server for context ${JSON.stringify(context)}`);
  }
  return { context, ...splitServer(server) };
}

type ServerCommand = Exclude<WsCommand, { readonly kind: "help" | "current" | "previous" }>;

async function run(command: ServerCommand, session: Session): Promise<void> {
  const { client, place, print } = session;
  if (command.kind === "tree") return print(await drawTree(client, place.workspace));
  if (command.kind === "use") return await enter(session, command.path);
  await create(session, command);
  if (command.enter === "enter") await enter(session, command.name);
}

async function enter(session: Session, path: string): Promise<void> {
  const target = resolvePath(session.place.workspace, path);
  const suffix = await checkExists(session, target, path);
  changePlace(session.files, session.place, target);
  session.print(currentLine(target, suffix));
}

/** Answers what kcp prints behind the path: the type, when the workspace was named relatively. */
async function checkExists({ client }: Session, target: string, argument: string): Promise<string> {
  const parent = parentOf(target);
  if (target !== rootWorkspace && parent !== undefined && !isAbsolute(argument) && !argument.endsWith("..")) {
    try {
      return typeSuffix(await client.get(parent, nameOf(target)));
    } catch (error) {
      if (!(error instanceof KubeError && isAbsence(error))) throw error;
    }
  }
  if (!await client.exists(target)) throw new Error(`workspace ${JSON.stringify(target)} not found`);
  return "";
}

async function create(session: Session, command: Extract<WsCommand, { kind: "create" }>): Promise<void> {
  const { client, place: { workspace: parent }, print } = session;
  const { name, type, existing } = command;
  try {
    const created = await client.create(parent, name, type);
    print(`Workspace "${name}"${typeSuffix(created)} created. Waiting for it to be ready...`);
  } catch (error) {
    const isThere = error instanceof KubeError && error.reason === "AlreadyExists";
    if (!isThere || existing === "refuse") throw error;
    print(
      `Workspace "${name}"${
        typeSuffix(await client.get(parent, name))
      } already exists. Waiting for it to be ready...`,
    );
  }
  const ready = await client.untilReady(parent, name);
  print(`Workspace "${name}"${typeSuffix(ready)} is ready to use.`);
}

/** Points the kubeconfig at another workspace and remembers this one. */
function changePlace(files: KubeconfigFiles, { context, base }: Place, target: string): void {
  const oldContext = files.find("contexts", context) ?? {};
  const oldCluster = files.find("clusters", String(oldContext.cluster)) ?? {};
  files.put("clusters", previousName, oldCluster);
  files.put("contexts", previousName, { ...oldContext, cluster: previousName });
  files.put("clusters", currentName, { ...oldCluster, server: joinServer(base, target) });
  files.put("contexts", currentName, { ...oldContext, cluster: currentName });
  files.setCurrentContext(currentName);
  files.save();
}

function goBack(files: KubeconfigFiles, place: Place, { print }: WsSurroundings): void {
  if (files.find("contexts", previousName) === undefined) throw new Error("there is no previous workspace");
  const previous = placeOf(files, previousName);
  const { cluster: _cluster, ...rest } = files.find("contexts", previousName) ?? {};
  const cluster = files.find("clusters", previousName) ?? {};
  changePlace(files, place, previous.workspace);
  // Back on the very server and user of before, which may differ from those of here.
  files.put("clusters", currentName, cluster);
  files.put("contexts", currentName, { ...rest, cluster: currentName });
  files.save();
  print(currentLine(previous.workspace, ""));
}

function currentLine(workspace: string, suffix: string): string {
  return `Current workspace is "${workspace}"${suffix}.`;
}
