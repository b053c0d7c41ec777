/** What to look at in a running world, as lines that work when pasted into another terminal. @module */
import type { EdgeSpec } from "../scenario/story/scenario.ts";
import type { World } from "../scenario/world.ts";
import type { Windows } from "./compose/world.ts";
import { shellWord } from "./places.ts";

/** Shell lines. Only pages that answer are named. `shown` is a resource that the hub certainly serves. */
export async function waysToLook(
  windows: Windows,
  world: World,
  edges: readonly EdgeSpec[],
  shown: "workspaces" | "namespaces",
): Promise<readonly string[]> {
  const kubectl = `kubectl --kubeconfig ${shellWord(windows.adminKubeconfig)}`;
  const lines = [`curl ${windows.actorsUrl}/actors`, `${kubectl} get ${shown}`];
  for (const { name, kindConfig } of edges) {
    if (windows.edgesKubeconfig !== null) {
      const file = shellWord(windows.edgesKubeconfig);
      lines.push(`kubectl --kubeconfig ${file} --context kind-${name} get deployments -A`);
    }
    for (const { hostPort } of kindConfig.portMappings) {
      const page = await world.edges.get(name)?.fetchPage(hostPort);
      if (page) lines.push(`curl http://localhost:${hostPort}`);
    }
  }
  return lines;
}
