/** Listens to what reflectors tell, as it is told: what an actor has been shown is all that it can act on. @module */
import type { ObjectFact } from "../../kube/facts.ts";
import type { Kind, Perform, PerformContext } from "../../actors/system/kind.ts";

/** One telling: `to` was shown by a reflector that an object was added, modified or deleted. */
export interface Telling {
  readonly reflector: string;
  readonly to: string;
  readonly change: "added" | "modified" | "deleted";
  readonly fact: ObjectFact;
}

/** A subscriber is let in, and is then shown everything that is there: what it was shown before counts no more. */
export interface Admission {
  readonly reflector: string;
  readonly to: string;
}

export interface ViewListener {
  told(telling: Telling): void;
  admitted(admission: Admission): void;
}

/** The reflector kind, telling the listener first; every other kind as it is. */
export function overheard(kind: Kind, listener: ViewListener): Kind {
  if (kind.name !== "reflector") return kind;
  const listening = (name: string, perform: Perform): Perform => (params, context) => {
    const { subscriber = "" } = params as { readonly subscriber?: string };
    if (name === "admit") listener.admitted({ reflector: context.self, to: subscriber });
    perform(params, listenIn(context, listener));
  };
  const performs = Object.entries(kind.perform).map(([name, perform]) => [name, listening(name, perform)]);
  return { ...kind, perform: Object.fromEntries(performs) };
}

function listenIn(context: PerformContext, listener: ViewListener): PerformContext {
  return {
    ...context,
    tell: (to, event) => {
      const [, change] = event.type.split(".");
      const isChange = change === "added" || change === "modified" || change === "deleted";
      if (isChange && "fact" in event) {
        listener.told({ reflector: context.self, to, change, fact: event.fact as ObjectFact });
      }
      context.tell(to, event);
    },
  };
}
