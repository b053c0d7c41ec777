/** Which kinds each server of a play serves, by discovery. @module */
import { isDenatured } from "../../kube/denatured.ts";
import type { ApiResource } from "../../kube/resource.ts";
import { absent, type Answer, found, later, never } from "./answer.ts";
import type { KubeClient, Server } from "./server.ts";

export interface KindBook {
  resource(server: Server, kind: string, group: string | undefined): Promise<Answer<ApiResource>>;
}

/**
 * Discovery, remembered per place for the kinds it showed. A kind that a place does not have is absent there only if some
 * server of this play has ever shown it; otherwise it is a spelling mistake, which must not pass for an absence.
 */
export function createKindBook(client: KubeClient): KindBook {
  const known = new Map<string, ApiResource>();
  const kindsSeen = new Set<string>();
  return {
    async resource(server, kind, group) {
      const key = JSON.stringify([server.called, server.cluster, kind, group ?? null]);
      const before = known.get(key);
      if (before !== undefined) return found(before);
      const answer = await client.discover(server);
      if (!answer.ok) return answer;
      for (const row of answer.value) kindsSeen.add(row.kind);
      // A kind alone never means an inert form, which has to be named with its group.
      const [row, second] = answer.value.filter((each) =>
        each.kind === kind && (group === undefined ? !isDenatured(each) : each.group === group)
      );
      if (second !== undefined) {
        return never(`${server.called} has ${kind} in more than one group: write ${kind}.<group>`);
      }
      if (row !== undefined) known.set(key, row);
      if (row !== undefined) return found(row);
      const why = `${server.called} does not serve the kind ${kind}${
        group === undefined ? "" : ` of ${group}`
      }`;
      return kindsSeen.has(kind)
        ? absent(why)
        : later(`${why}, and no server of this story has shown it so far`);
    },
  };
}
