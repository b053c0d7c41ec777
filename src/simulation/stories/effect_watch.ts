/** Stands between the runtime and the servers of a story: counts its writes, and kills it at one of them. @module */
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Detour } from "../../scenario/embedded/memory_world.ts";
import { isWrite } from "../faults/faulty_link.ts";

/** One way to die: at the n-th write, counted from 1 over all lives of the runtime. */
export interface CrashPoint {
  readonly effect: number;
  /** Before it was sent; when it was applied and the answer was not heard; when the answer was heard. */
  readonly moment: "before" | "during" | "after";
}

export interface EffectWatch {
  readonly detour: Detour;
  /** Writes asked for so far. */
  count(): number;
  /** A new life begins: what it asks for is sent again. */
  revive(): void;
}

/** From the crash until `revive` nothing that the runtime asks for is sent, for it is dead. `crash` is called once, at the point. */
export function watchEffects(point: CrashPoint | null, crash: () => void): EffectWatch {
  let [count, isDead] = [0, false];
  const die = () => {
    isDead = true;
    crash();
  };
  const fateOf = (): CrashPoint["moment"] | "none" => ++count === point?.effect ? point.moment : "none";
  const detour: Detour = (_server, api): ClusterApi => ({
    call(request, answer) {
      if (isDead) return;
      const fate = isWrite(request) ? fateOf() : "none";
      if (fate === "before") return die();
      if (fate === "none") return api.call(request, answer);
      api.call(request, (result) => {
        if (fate === "after") answer(result);
        die();
      });
    },
    watch: (request, sink) => isDead ? { stop: () => {} } : api.watch(request, sink),
    discover: (cluster, answer) => isDead ? undefined : api.discover(cluster, answer),
    close: () => api.close(),
  });
  return { detour, count: () => count, revive: () => void (isDead = false) };
}
