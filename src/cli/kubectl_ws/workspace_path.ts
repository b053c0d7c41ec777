/** Paths of workspaces, such as `root:my-org:wmw-c`, and moving between them. @module */

/** The workspace above all others. */
export const rootWorkspace = "root";

/** The server's address and the workspace it points at. Throws `Error` for an address without a workspace. */
export function splitServer(server: string): { readonly base: string; readonly workspace: string } {
  const match = /^(.*)\/clusters\/([^/]+)\/?$/.exec(server);
  if (match === null) {
    throw new Error(`current config context URL ${JSON.stringify(server)} does not point to a workspace`);
  }
  return { base: match[1] ?? "", workspace: match[2] ?? "" };
}

/** The address of a workspace on a server. */
export function joinServer(base: string, workspace: string): string {
  return `${base}/clusters/${workspace}`;
}

/** The workspace that holds another, or undefined for root and for a logical cluster named by its id. */
export function parentOf(workspace: string): string | undefined {
  const at = workspace.lastIndexOf(":");
  return at < 0 ? undefined : workspace.slice(0, at);
}

/** The last part of a path. */
export function nameOf(workspace: string): string {
  return workspace.slice(workspace.lastIndexOf(":") + 1);
}

/**
 * Where an argument of `ws` leads: `.`, `..`, `..:..:x`, a name or path below `current`, an absolute path
 * (`:root:x`, `root:x`, `root`). `/` may stand for `:`, as in kcp. Throws `Error` for a path above root.
 */
export function resolvePath(current: string, argument: string): string {
  const path = argument.replaceAll("/", ":").replace(/:+$/, "") || ":";
  if (path === ":") return rootWorkspace;
  if (path.startsWith(":")) return path.slice(1);
  const parts = path.split(":");
  return parts[0] === rootWorkspace ? path : parts.reduce(step, current);
}

/** True for an argument that `resolvePath` takes as an absolute path. */
export function isAbsolute(argument: string): boolean {
  return /^[:/]/.test(argument) || argument === rootWorkspace || /^root[:/]/.test(argument);
}

function step(workspace: string, part: string): string {
  if (part === ".") return workspace;
  if (part !== "..") return `${workspace}:${part}`;
  const parent = parentOf(workspace);
  if (parent === undefined) {
    throw new Error(`current workspace is ${JSON.stringify(workspace)}: there is none above`);
  }
  return parent;
}
