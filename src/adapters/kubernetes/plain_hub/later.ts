/** Answers that no server is asked for; they come after the call like any other. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { ApiAnswer, WatchHandle, WatchSink } from "../../../ports/cluster_api.ts";
import { KubeError } from "../../../ports/kube_error.ts";

/** Answers with an object, or refuses. */
export function answerLater(answer: (answer: ApiAnswer) => void, given: KubeObject | KubeError): void {
  queueMicrotask(() =>
    answer(given instanceof KubeError ? { ok: false, error: given } : { ok: true, status: 200, body: given })
  );
}

/** Refuses a watch. */
export function closeLater(sink: WatchSink, error: KubeError): WatchHandle {
  let isOver = false;
  queueMicrotask(() => isOver || sink.closed(error));
  return { stop: () => void (isOver = true) };
}
