/** What a reflector remembers: its subscribers, the version it has reached, and what was refused. @module */
import type { ReflectorContext, ReflectorEvent } from "./context.ts";
import { isStale, isUnsent } from "./refusal.ts";

type Change = Partial<ReflectorContext>;

export function rememberSubscriber({ subscribers }: ReflectorContext, event: ReflectorEvent): Change {
  return event.type !== "subscriber.joined"
    ? {}
    : { subscribers: { ...subscribers, [event.subscriber]: event.as } };
}

export function forgetSubscriber(context: ReflectorContext, event: ReflectorEvent): Change {
  if (event.type !== "subscriber.left") return {};
  const { [event.subscriber]: _left, ...subscribers } = context.subscribers;
  return { subscribers };
}

/** Whether nobody subscribes any more when this event has been taken in. */
export function isLastSubscriber({ subscribers }: ReflectorContext, event: ReflectorEvent): boolean {
  return event.type === "subscriber.left" &&
    Object.keys(subscribers).every((subscriber) => subscriber === event.subscriber);
}

/** A list that is believed ends a row of old ones, and an event of the watch ends a row of expiries. */
export function rememberVersion(event: ReflectorEvent): Change {
  return event.type === "list.completed"
    ? { ...reached(event.resourceVersion), regressions: 0 }
    : event.type === "watch.progressed"
    ? { ...reached(event.resourceVersion), heard: true, expiries: 0 }
    : {};
}

/** The version is of no more use to go on from; what was seen stays the past. */
export function forgetVersion({ relists, expiries }: ReflectorContext): Change {
  return { resourceVersion: null, relists: relists + 1, expiries: expiries + 1 };
}

export function rememberRefusal({ attempts, regressions }: ReflectorContext, event: ReflectorEvent): Change {
  return event.type === "list.refused" || event.type === "watch.refused"
    ? {
      attempts: attempts + (isUnsent(event) ? 0 : 1),
      retryAfterMs: event.retryAfterMs,
      trouble: `${event.reason}: ${event.message}`,
      regressions: regressions + (isStale(event) ? 1 : 0),
    }
    : {};
}

export function rememberAsker({ asking }: ReflectorContext, event: ReflectorEvent): Change {
  return event.type === "confirm.requested" ? { asking: asking.add(event.asker) } : {};
}

/** A look that was under way when the watch ended is answered in vain: this one is for those who wait for it, too. */
export function beginLook({ asking, lookingFor }: ReflectorContext): Change {
  return { asking: asking.clear(), lookingFor: asking.union(lookingFor) };
}

/** A look that was refused is still owed to those who asked. */
export function endLook({ asking, lookingFor }: ReflectorContext, event: ReflectorEvent): Change {
  return event.type === "look.completed"
    ? { lookingFor: lookingFor.clear(), ...reached(event.resourceVersion) }
    : { lookingFor: lookingFor.clear(), asking: asking.union(lookingFor) };
}

/** The server answers, and everything up to this version is seen. */
function reached(resourceVersion: string): Change {
  return { resourceVersion, newest: resourceVersion, attempts: 0, trouble: null, retryAfterMs: 0 };
}
