/** More bugs, each for an oracle that came later. @module */
import { assign } from "xstate";
import { createRuntime } from "../../../src/actors/runtime.ts";
import type { PerformContext } from "../../../src/actors/system/kind.ts";
import type { ObjectFact } from "../../../src/kube/facts.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import { remember } from "../../../src/machines/mailbox/memory.ts";
import { planWork } from "../../../src/machines/mailbox/plan.ts";
import { noProof } from "../../../src/machines/mailbox/proof.ts";
import type {
  MailboxContext,
  MailboxEvent,
  PerformCopiesParams,
} from "../../../src/machines/mailbox/context.ts";
import { viewOf } from "../../../src/machines/mailbox/views.ts";
import type { CopyOperation } from "../../../src/placement/copies/operations.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";
import type { PlantedBug } from "./bugs.ts";
import {
  adapting,
  asBefore,
  believingThePast,
  deciding,
  performing,
  readingAs,
  tampered,
  tamperWith,
} from "./planting.ts";

interface Operations {
  readonly operations: readonly CopyOperation[];
}

/** Writes of ConfigMaps to the hub hold what the first one to each place held. */
function withFirstData(): (request: ApiRequest) => ApiRequest {
  const first = new Map<string, unknown>();
  return (request) => {
    const body = request.body as (KubeObject & { readonly data?: unknown }) | undefined;
    if (body?.kind !== "ConfigMap" || request.verb === "delete") return request;
    const key = `${request.cluster} ${body.metadata.namespace} ${body.metadata.name}`;
    if (!first.has(key)) first.set(key, body.data);
    return { ...request, body: { ...body, data: first.get(key) } };
  };
}

/** Every deletion is told, and then the object is told again. */
function echoing(context: PerformContext): PerformContext {
  return {
    ...context,
    tell: (to, event) => {
      context.tell(to, event);
      if (event.type === "copy.deleted") {
        context.tell(to, { ...event, type: "copy.added" } as { type: string });
      }
    },
  };
}

/** What another workload has claimed already is not heard of. */
function firstComes({ shares }: MailboxContext, event: MailboxEvent): MailboxEvent {
  const isTaken = (workload: string, key: string) =>
    shares.wants.get(key)?.some((_want, claimant) => claimant !== workload) ?? false;
  if (event.type === "copy.wanted" && isTaken(event.workload, event.copy.key)) {
    return { type: "idle.reached" };
  }
  if (event.type !== "share.replaced") return event;
  const copies = event.share.copies.filter((_want, key) => !isTaken(event.workload, key));
  return { ...event, share: { ...event.share, copies } };
}

/** What must be proven is taken for proven. */
function planUnasked(context: MailboxContext): Partial<MailboxContext> {
  const { asked } = planWork(context).proof ?? noProof;
  return planWork({ ...context, proof: { ...noProof, proven: asked } });
}

/** What is to be deleted is held for gone at once; Namespaces are really deleted. */
function onlyNamespaces(
  { operations, cluster }: PerformCopiesParams,
  { reply }: PerformContext,
): readonly CopyOperation[] {
  const isSkipped = ({ step, gvr }: CopyOperation) => step === "delete" && gvr.resource !== "namespaces";
  for (const { gvr, namespace, name, target } of operations.filter(isSkipped)) {
    const fact: Partial<ObjectFact> = {
      gvr,
      namespace,
      name,
      ...target,
      labels: {},
      annotations: {},
      definer: null,
    };
    // Word of a deletion comes from the reflector that is listened to, or it is not heard.
    const source = reflectorAddress(viewOf(cluster, gvr));
    reply({ type: "copy.deleted", source, fact, object: null, owner: "ours", report: null } as {
      type: string;
    });
  }
  return operations.filter((operation) => !isSkipped(operation));
}

function nothingInNamespaces(answer: ApiAnswer, { verb, namespace }: ApiRequest): ApiAnswer {
  if (verb !== "list" || namespace === undefined || !answer.ok) return answer;
  return { ...answer, body: { ...answer.body, metadata: { resourceVersion: "1" }, items: [] } };
}

/** The history is taken for lost after each event, so everything is listed again. */
function forgetful(api: ClusterApi): ClusterApi {
  return {
    call: (request, answer) => api.call(request, answer),
    watch: (request, sink) => {
      const handle = api.watch(request, {
        opened: () => sink.opened?.(),
        closed: (error) => sink.closed(error),
        event: (event) => {
          sink.event(event);
          handle.stop();
          sink.closed(new KubeError(410, "Expired", "too old resource version"));
        },
      });
      return handle;
    },
    discover: (cluster, answer) => api.discover(cluster, answer),
    close: () => api.close(),
  };
}

/** As a merge does that takes `__proto__` for a field like any other. */
function polluting(object: KubeObject): KubeObject {
  const data = object["data"];
  const isOdd = typeof data === "object" && data !== null && Object.hasOwn(data, "__proto__");
  if (isOdd) Reflect.defineProperty(Object.prototype, "polluted", { value: "yes", configurable: true });
  return object;
}

/** Time flies: no two writes are within a minute. */
function hasty(): (context: PerformContext) => PerformContext {
  let at = 0;
  return (context) => ({ ...context, now: () => at += 600_000 });
}

export const laterBugs: readonly PlantedBug[] = [
  {
    name: "believes a hub that was restored from a backup",
    oracles: ["F27"],
    seed: 360,
    make: believingThePast,
  },
  {
    name: "writes what a source said long ago",
    oracles: ["S1"],
    seed: 6,
    make: (options) =>
      createRuntime({ ...options, hub: tampered(options.hub, { request: withFirstData() }) }),
  },
  {
    name: "shows an object again that is gone",
    oracles: ["S4"],
    seed: 2,
    make: performing("reflector", (kind) => ({
      openWatch: (params, context) => asBefore(kind, "openWatch", params, echoing(context)),
    })),
  },
  {
    name: "lets the first source win",
    oracles: ["L1"],
    seed: 1,
    make: deciding("mailbox", {
      actions: {
        remember: assign(({ context, event }) =>
          remember(context as MailboxContext, firstComes(context as MailboxContext, event as MailboxEvent))
        ),
      },
    }),
  },
  {
    name: "does not show who wants the same",
    oracles: ["S13"],
    seed: 1,
    make: adapting((kind) =>
      kind.name === "mailbox"
        ? { ...kind, view: (context) => ({ ...kind.view(context) as object, contested: [] }) }
        : kind
    ),
  },
  {
    name: "keeps the actor of a placement that is gone for the next of its name",
    oracles: ["S15"],
    seed: 4,
    make: performing("reflector", (kind) => ({
      openWatch: (params, context) =>
        asBefore(kind, "openWatch", params, {
          ...context,
          tell: (to, event) => event.type === "placement.deleted" ? undefined : context.tell(to, event),
        }),
    })),
  },
  {
    name: "never gives way to another writer",
    oracles: ["S18"],
    seed: 110,
    make: (options) => {
      const hurry = hasty();
      const adapt = adapting((kind) => ({
        ...kind,
        perform: Object.fromEntries(
          Object.entries(kind.perform).map((
            [name, perform],
          ) => [name, (params, context) => perform(params, hurry(context))]),
        ),
      }));
      return adapt(options);
    },
  },
  {
    name: "lets a key of one object change all objects",
    oracles: ["S21"],
    seed: 60,
    make: tamperWith(readingAs(polluting)),
  },
  {
    name: "deletes a namespace before what is in it",
    oracles: ["S22"],
    seed: 13,
    make: (options) =>
      performing("mailbox", (kind) => ({
        performCopies: (params: PerformCopiesParams, context) =>
          asBefore(
            kind,
            "performCopies",
            { ...params, operations: onlyNamespaces(params, context) },
            context,
          ),
      }))({ ...options, hub: tampered(options.hub, { answer: nothingInNamespaces }) }),
  },
  {
    name: "never brings up a change of what was born at an edge",
    oracles: ["L5"],
    seed: 10,
    make: performing("upsync", (kind) => ({
      performCopies: (params: Operations, context) => {
        const operations = params.operations.filter(({ step }) => step === "create");
        asBefore(kind, "performCopies", { ...params, operations }, context);
      },
    })),
  },
  {
    name: "marks what no term names as brought up",
    oracles: ["S11"],
    seed: 2,
    make: (options) => {
      const marking = (request: ApiRequest): ApiRequest => {
        const body = request.body as KubeObject | undefined;
        if (body?.kind !== "ConfigMap" || request.verb !== "create") return request;
        const labels = { ...body.metadata.labels, "edge.kcp.io/upsynced": "yes" };
        return { ...request, body: { ...body, metadata: { ...body.metadata, labels } } };
      };
      return createRuntime({ ...options, hub: tampered(options.hub, { request: marking }) });
    },
  },
  {
    name: "does not say that it cannot understand a selector",
    oracles: ["L9"],
    seed: 27,
    make: deciding("edgePlacement", { guards: { isInvalid: () => false } }),
  },
  {
    name: "lists everything again after each event",
    oracles: ["L11"],
    seed: 2,
    make: (options) => createRuntime({ ...options, hub: forgetful(options.hub) }),
  },
  {
    name: "never doubts a watch that says nothing",
    oracles: ["L12"],
    seed: 25,
    make: deciding("reflector", { guards: { isHeard: () => true } }),
  },
  {
    name: "takes away without asking whether something was missed",
    oracles: ["S2"],
    seed: 104,
    make: deciding("mailbox", {
      actions: { planWork: assign(({ context }) => planUnasked(context as MailboxContext)) },
    }),
  },
];
