/** Stands between the runtime and the servers of a story: counts its writes, and kills it at one of them. @module */
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { Detour } from "../../scenario/embedded/memory_world.ts";
import { isWrite } from "../faults/faulty_link.ts";

/** One way to die: at the n-th write, counted from 1 over all lives of the runtime. */
export interface CrashPoint {
  readonly effect: number;
  /** Before it was sent; when it was applied and the answer was not heard; when the answer was heard. */
  readonly moment: "before" | "during" | "after";
}

/**
 * A crash point of the run without a crash. What a runtime does to its servers is what it has sent, and they do it all, whether it lives
 * on or not: two crashes at one time that have sent as much leave the same behind, but for what the dead one drew by chance.
 */
export interface CrashMoment extends CrashPoint {
  /** How many writes were sent by then. */
  readonly sent: number;
  readonly at: number;
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
  readonly clock: Clock;
}

export function watchEffects({ point, crash, clock }: EffectWatchOptions): EffectWatch {
  const moments: CrashMoment[] = [];
  let [count, isDead] = [0, false];
  const die = () => {
    isDead = true;
    crash();
  };
  const note = (effect: number, moment: CrashPoint["moment"], sent: number) => {
    if (point === null) moments.push({ effect, moment, sent, at: clock.now() });
  };
  const write = (api: ClusterApi, request: ApiRequest, answer: (answer: ApiAnswer) => void) => {
    const effect = ++count;
    const isFatal = (moment: CrashPoint["moment"]) => effect === point?.effect && moment === point.moment;
    note(effect, "before", effect - 1);
    if (isFatal("before")) return die();
    api.call(request, (result) => {
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
