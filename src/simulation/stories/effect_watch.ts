/** Stands between the runtime and the servers of a story: counts its writes, and crashes it at one of them. @module */
import type { KubeObject } from "../../kube/object.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { Detour } from "../../scenario/embedded/memory_world.ts";
import { isWrite } from "../faults/faulty_link.ts";

/** One way to die: at the n-th write, counted from 1 over all lives of the runtime. */
export interface CrashPoint {
  readonly effect: number;
  readonly moment: "before" | "during" | "after";
}

/** A write that was applied, as far as it tells runs apart. */
export interface AppliedWrite {
  readonly server: string;
  readonly verb: ApiRequest["verb"];
  readonly cluster: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface EffectWatch {
  readonly detour: Detour;
  /** Writes asked for so far. */
  count(): number;
  readonly applied: readonly AppliedWrite[];
}

/** `crash` ends the runtime and starts it again with an empty memory. */
export function watchEffects(point: CrashPoint | null, crash: () => void): EffectWatch {
  const applied: AppliedWrite[] = [];
  let count = 0;
  const fateOf = (): CrashPoint["moment"] | "none" => ++count === point?.effect ? point.moment : "none";
  const detour: Detour = (server, api): ClusterApi => ({
    call(request, answer) {
      const fate = isWrite(request) ? fateOf() : "none";
      if (fate === "before") return crash();
      api.call(request, (result) => {
        if (result.ok && isWrite(request)) applied.push(appliedWrite(server, request));
        if (fate !== "during") answer(result);
        if (fate !== "none") crash();
      });
    },
    watch: (request, sink) => api.watch(request, sink),
    discover: (cluster, answer) => api.discover(cluster, answer),
    close: () => api.close(),
  });
  return { detour, count: () => count, applied };
}

function appliedWrite(server: string, request: ApiRequest): AppliedWrite {
  const { verb, cluster, resource, namespace = "", body } = request;
  const name = request.name ?? (body as KubeObject | undefined)?.metadata?.name ?? "";
  return { server, verb, cluster, resource: groupResourceKey(resource), namespace, name };
}
