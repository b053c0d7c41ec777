/** The workspaces below one, drawn as kcp draws them. @module */
import type { WorkspaceClient } from "./workspace_client.ts";
import { nameOf } from "./workspace_path.ts";

/** Deeper trees than any organisation has are cut, in case workspaces should ever form a ring. */
const depthMax = 20;

/** The drawing, several lines. Rejects with the `KubeError` of a workspace that cannot be listed. */
export async function drawTree(client: WorkspaceClient, workspace: string): Promise<string> {
  const lines = await linesBelow(client, workspace, depthMax);
  return [".", `└── ${nameOf(workspace)}`, ...lines.map((line) => `    ${line}`)].join("\n");
}

async function linesBelow(
  client: WorkspaceClient,
  workspace: string,
  depth: number,
): Promise<readonly string[]> {
  if (depth === 0) return [];
  const children = await client.list(workspace);
  const lines: string[] = [];
  for (const [at, { metadata: { name }, status }] of children.entries()) {
    const isLast = at === children.length - 1;
    lines.push(`${isLast ? "└──" : "├──"} ${name}`);
    if (status?.phase !== "Ready") continue; // what is not ready cannot be listed yet
    const below = await linesBelow(client, `${workspace}:${name}`, depth - 1);
    lines.push(...below.map((line) => `${isLast ? "    " : "│   "}${line}`));
  }
  return lines;
}
