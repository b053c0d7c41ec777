/** Ways to plant a bug into the production runtime from outside: in the way to a server, in a kind, or in the runtime itself. @module */
import { createRuntime, type RuntimeOptions } from "../../../src/actors/runtime.ts";
import type { Kind, Perform, PerformContext } from "../../../src/actors/system/kind.ts";
import type { KubeList, KubeObject } from "../../../src/kube/object.ts";
import type { ApiAnswer, ApiRequest, ClusterApi, WatchEvent } from "../../../src/ports/cluster_api.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";
import type { CentreMaker } from "../../../src/scenario/embedded/runtime_control.ts";

/** What a planted bug does to what passes on the way to a server; what is absent passes as it is. */
export interface Tampering {
  readonly request?: (request: ApiRequest) => ApiRequest;
  /** Null: the answer never arrives. */
  readonly answer?: (answer: ApiAnswer, request: ApiRequest) => ApiAnswer | null;
  /** Null: the event is lost. */
  readonly event?: (event: WatchEvent) => WatchEvent | null;
  readonly isTold?: (closing: { readonly status: number }) => boolean;
}

export function tamperWith(tampering: Tampering): CentreMaker {
  return (options) =>
    createRuntime({
      ...options,
      hub: tampered(options.hub, tampering),
      edges: options.edges.map((edge) => ({ ...edge, api: tampered(edge.api, tampering) })),
    });
}

export function tampered(api: ClusterApi, { request, answer, event, isTold }: Tampering): ClusterApi {
  return {
    call: (asked, reply) => {
      const sent = request?.(asked) ?? asked;
      api.call(sent, (got) => {
        const told = answer === undefined ? got : answer(got, sent);
        if (told !== null) reply(told);
      });
    },
    watch: (asked, sink) =>
      api.watch(asked, {
        opened: () => sink.opened?.(),
        event: (seen) => {
          const told = event === undefined ? seen : event(seen);
          if (told !== null) sink.event(told);
        },
        closed: (error) => {
          if (error === null || isTold?.(error) !== false) sink.closed(error);
        },
      }),
    discover: (cluster, reply) => api.discover(cluster, reply),
    close: () => api.close(),
  };
}

/** Changes every object that is read. */
export function readingAs(change: (object: KubeObject) => KubeObject): Tampering {
  return {
    answer: (answer) => {
      if (!answer.ok) return answer;
      const body = "items" in answer.body && Array.isArray(answer.body.items)
        ? { ...answer.body, items: (answer.body as KubeList).items.map(change) }
        : change(answer.body as KubeObject);
      return { ...answer, body };
    },
    event: (event) => ({ ...event, object: change(event.object) }),
  };
}

/** Replaces performs of one kind. */
export function performing(
  kindName: string,
  performs: (kind: Kind) => Readonly<Record<string, Perform>>,
): CentreMaker {
  return adapting((kind) =>
    kind.name === kindName ? { ...kind, perform: { ...kind.perform, ...performs(kind) } } : kind
  );
}

/** Calls a perform of the kind as it was, with other params or another context. */
export function asBefore(kind: Kind, name: string, params: unknown, context: PerformContext): void {
  kind.perform[name]?.(params as never, context);
}

/**
 * Takes a list of the hub for the newest there is, however old. What the list lacks is read by name before it counts as gone, which hides
 * the bug as long as that read says the truth: so it finds nothing.
 */
export const believingThePast: CentreMaker = (options) =>
  performing("reflector", (kind) => ({
    list: (params: object, context) => asBefore(kind, "list", { ...params, notBefore: null }, context),
  }))({ ...options, hub: tampered(options.hub, { answer: findingNothing }) });

function findingNothing(answer: ApiAnswer, { verb, resource, name }: ApiRequest): ApiAnswer {
  const isPath = resource.resource === "logicalclusters";
  return verb === "get" && !isPath
    ? { ok: false, error: new KubeError(404, "NotFound", `no ${name}`) }
    : answer;
}

/** Replaces actions and guards of one kind's machine. */
export function deciding(
  kindName: string,
  implementations: {
    readonly actions?: Readonly<Record<string, unknown>>;
    readonly guards?: Readonly<Record<string, (args: never) => boolean>>;
  },
): CentreMaker {
  return adapting((kind) =>
    kind.name === kindName ? { ...kind, machine: kind.machine.provide(implementations as never) } : kind
  );
}

/** Puts another kind in the place of each. */
export function adapting(adapt: (kind: Kind) => Kind): CentreMaker {
  return (options: RuntimeOptions) =>
    createRuntime({ ...options, adapt: (kind) => options.adapt?.(adapt(kind)) ?? adapt(kind) });
}
