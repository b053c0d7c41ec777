/** Settles whose fields are whose on a copy that was just made, before anybody applies to it (decision 39). @module */
import type { KubeObject } from "../../kube/object.ts";
import { callForObject } from "../requests.ts";
import type { CopyTarget, RequestPlace } from "./target.ts";

/** Controllers write to a new object at once, so its version is soon another. */
const triesMax = 5;

/**
 * Goes on with the copy as it then is. A copy that could not be settled is none the worse for it at once: with the first apply, all that
 * was there at the beginning counts as ours, as after a crash.
 */
export function settleFields(
  { api, style }: CopyTarget,
  at: RequestPlace,
  sent: KubeObject,
  made: KubeObject,
  done: (copy: KubeObject) => void,
): void {
  const go = (copy: KubeObject, triesLeft: number): void => {
    const request = style.settle?.(copy, sent, at) ?? null;
    if (request === null || triesLeft === 0) return done(copy);
    callForObject(api, request, done, (error) => {
      if (error.reason !== "Conflict") return done(copy);
      const again = (now: KubeObject) =>
        now.metadata.uid === made.metadata.uid ? go(now, triesLeft - 1) : done(copy);
      callForObject(api, { ...at, verb: "get" }, again, () => done(copy));
    });
  };
  go(made, triesMax);
}
