/** When the pods of a node were started and told to stop, in this process, and how long things take. @module */
import type { Clock } from "../../ports/clock.ts";
import type { Pod } from "../workloads/workload_types.ts";

/** How long starting, becoming ready and stopping take, in milliseconds. */
const startMs = 200;
const readyMs = 300;
const stopMs = 100;

/** Every answer is the time that is still to wait, in milliseconds; zero or less when it is over. */
export class PodTimes {
  readonly #clock: Clock;
  readonly #started = new Map<string, number>();
  readonly #stopped = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Until the containers run. A pod that ran before this process began is not started again. */
  untilRunning({ metadata, status }: Pod): number {
    const ran = status?.phase === "Running" ? -Infinity : this.#clock.now();
    return this.#since(this.#started, metadata.uid!, ran) + startMs - this.#clock.now();
  }

  /** Until a running pod may be ready. */
  untilReady(pod: Pod): number {
    const delays = pod.spec.containers.map(({ readinessProbe }) => readinessProbe?.initialDelaySeconds ?? 0);
    return this.untilRunning(pod) + readyMs + Math.max(0, ...delays) * 1000;
  }

  /** Until the containers of a running pod have done their work; never, for those that are restarted always. */
  untilDone(pod: Pod): number {
    const startedAt = startOf(pod);
    if (startedAt === undefined || (pod.spec.restartPolicy ?? "Always") === "Always") return Infinity;
    return startedAt + runMs(pod) - this.#clock.now();
  }

  /** Whether the pod has been told to stop. */
  isStopping(uid: string): boolean {
    return this.#stopped.has(uid);
  }

  /** Until a pod that is told to stop now, or was before, has stopped. */
  untilStopped(uid: string): number {
    return this.#since(this.#stopped, uid, this.#clock.now()) + stopMs - this.#clock.now();
  }

  forget(uid: string): void {
    this.#started.delete(uid);
    this.#stopped.delete(uid);
  }

  #since(times: Map<string, number>, uid: string, otherwise: number): number {
    const known = times.get(uid);
    if (known === undefined) times.set(uid, otherwise);
    return known ?? otherwise;
  }
}

/** The annotation that says for how many seconds a pod works that is to end by itself. */
export const runSecondsAnnotation = "simulated-node.edgechart/run-seconds";
const usualRunSeconds = 1;

function runMs({ metadata }: Pod): number {
  const seconds = Number(metadata.annotations?.[runSecondsAnnotation] ?? usualRunSeconds);
  return (Number.isFinite(seconds) && seconds >= 0 ? seconds : usualRunSeconds) * 1000;
}

interface RunningContainer {
  readonly state?: { readonly running?: { readonly startedAt?: string } };
}

/** When the containers were started, in milliseconds since the epoch, as the status says. */
function startOf({ status }: Pod): number | undefined {
  const [first] = (status?.["containerStatuses"] ?? []) as readonly RunningContainer[];
  const startedAt = first?.state?.running?.startedAt;
  return startedAt === undefined ? undefined : Date.parse(startedAt);
}
