/** Stands between the runtime and the servers of a story: counts its writes, and kills it at one of them. @module */
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { Detour } from "../../scenario/embedded/memory_world.ts";
import { isWrite } from "../faults/faulty_link.ts";

/** One way to die: at the n-th write, counted from 1 over all lives of the runtime. */
export interface CrashPoint {
  readonly effect: number;
  /** Before it was sent; when it was applied and the answer was not heard; when the answer was heard. */
  readonly moment: "before" | "during" | "after";
}

/** A crash point of the run without a crash. Where two have the same `world`, all that outlives the runtime is the same. */
export interface CrashMoment extends CrashPoint {
  readonly world: string;
}

export interface EffectWatch {
  readonly detour: Detour;
  /** Writes asked for so far. */
  count(): number;
  /** Of the run without a crash: all points so far, in the order of their time. */
  moments(): readonly CrashMoment[];
  /** A new life begins: what it asks for is sent again. */
  revive(): void;
}

export interface EffectWatchOptions {
  /** Null for the run without a crash. */
  readonly point: CrashPoint | null;
  /** Called once, at the point. From then until `revive` nothing that the runtime asks for is sent, for it is dead. */
  readonly crash: () => void;
  /** Names what the servers hold, and what time it is. */
  readonly worldNow: () => string;
}

export function watchEffects({ point, crash, worldNow }: EffectWatchOptions): EffectWatch {
  const moments: CrashMoment[] = [];
  let [count, answered, isDead] = [0, 0, false];
  const die = () => {
    isDead = true;
    crash();
  };
  const note = (effect: number, moment: CrashPoint["moment"], sent: number) => {
    if (point === null) moments.push({ effect, moment, world: `${worldNow()} ${sent} ${answered}` });
  };
  const write = (api: ClusterApi, request: ApiRequest, answer: (answer: ApiAnswer) => void) => {
    const effect = ++count;
    const isFatal = (moment: CrashPoint["moment"]) => effect === point?.effect && moment === point.moment;
    note(effect, "before", effect - 1);
    if (isFatal("before")) return die();
    api.call(request, (result) => {
      answered++;
      note(effect, "during", count);
      if (isFatal("during")) return die();
      if (!isDead) answer(result);
      note(effect, "after", count);
      if (isFatal("after")) die();
    });
  };
  const detour: Detour = (_server, api): ClusterApi => ({
    call(request, answer) {
      if (isDead) return;
      if (isWrite(request)) write(api, request, answer);
      else api.call(request, answer);
    },
    watch: (request, sink) => isDead ? { stop: () => {} } : api.watch(request, sink),
    discover: (cluster, answer) => isDead ? undefined : api.discover(cluster, answer),
    close: () => api.close(),
  });
  return { detour, count: () => count, moments: () => moments, revive: () => void (isDead = false) };
}
