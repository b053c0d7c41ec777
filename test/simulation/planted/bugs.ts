/** Bugs of the kinds that systems like this one had, each with the oracle that must find it. @module */
import { createRuntime } from "../../../src/actors/runtime.ts";
import type { PerformContext } from "../../../src/actors/system/kind.ts";
import type { KubeList, KubeObject } from "../../../src/kube/object.ts";
import type { CopyOperation } from "../../../src/placement/copies/operations.ts";
import type { ApiAnswer, ApiRequest } from "../../../src/ports/cluster_api.ts";
import type { RuntimeMaker } from "../../../src/simulation/run/runtime_lives.ts";
import { asBefore, believingThePast, performing, readingAs, tampered, tamperWith } from "./planting.ts";

export interface PlantedBug {
  readonly name: string;
  /** Any of these. */
  readonly oracles: readonly string[];
  /** A seed that is known to show it; others are tried when it no longer does. */
  readonly seed: number;
  readonly make: RuntimeMaker;
}

interface ConfigWrite {
  readonly spec: object;
  readonly lacking: readonly string[];
  readonly replaces: object | null;
}

type Operations = { readonly operations: readonly CopyOperation[] };

const swapped: Readonly<Record<string, string>> = { In: "NotIn", NotIn: "In" };

/** The same JSON with every operator turned round. */
function withSwappedOperators(object: KubeObject): KubeObject {
  const turn = (key: string, value: unknown) =>
    key === "operator" && Object.hasOwn(swapped, value as string) ? swapped[value as string] : value;
  return JSON.parse(JSON.stringify(object, turn)) as KubeObject;
}

/** Versions as a language without big integers would keep them. */
function withFloatVersion(object: KubeObject): KubeObject {
  const { resourceVersion } = object.metadata;
  if (resourceVersion === undefined) return object;
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion: BigInt(Number(resourceVersion)).toString() },
  };
}

function isList(body: KubeObject | KubeList): body is KubeList {
  return Array.isArray((body as KubeList).items);
}

function onlyFirstPage(answer: ApiAnswer): ApiAnswer {
  if (!answer.ok || !isList(answer.body)) return answer;
  const { continue: _more, ...metadata } = answer.body.metadata;
  return { ...answer, body: { ...answer.body, metadata } };
}

/** A refused list is taken for an empty one. */
function errorsAsEmpty(answer: ApiAnswer, request: ApiRequest): ApiAnswer {
  if (answer.ok || request.verb !== "list") return answer;
  const metadata = { resourceVersion: "99999999999999999999" };
  return { ok: true, status: 200, body: { apiVersion: "v1", kind: "List", metadata, items: [] } };
}

function withoutPreconditions(request: ApiRequest): ApiRequest {
  return request.verb === "delete" ? { ...request, body: {} } : request;
}

/** Asks to overwrite where it should only create. */
function overwriting(request: ApiRequest): ApiRequest {
  const body = request.body as KubeObject | undefined;
  if (request.verb !== "create" || body?.kind !== "ConfigMap") return request;
  const { name } = body.metadata;
  return { ...request, verb: "patch", patchType: "apply", name, query: { ...request.query, force: "true" } };
}

function everyNth<T>(n: number): (each: T) => T | null {
  let count = 0;
  return (each) => ++count % n === 0 ? null : each;
}

function withoutDeletes({ operations }: Operations, { reply }: PerformContext): readonly CopyOperation[] {
  for (const { step, key, target } of operations) {
    if (step === "delete" && target !== null) {
      reply({ type: "copy.deletionAccepted", key, uid: target.uid } as { type: string });
    }
  }
  return operations.filter(({ step }) => step !== "delete");
}

/** A reflector that does not tell some letters. */
function untold(isUntold: (type: string) => boolean): RuntimeMaker {
  const quiet = (context: PerformContext): PerformContext => ({
    ...context,
    tell: (to, event) => isUntold(event.type) ? undefined : context.tell(to, event),
  });
  return performing("reflector", (kind) => ({
    list: (params, context) => asBefore(kind, "list", params, quiet(context)),
    openWatch: (params, context) => asBefore(kind, "openWatch", params, quiet(context)),
    admit: (params, context) => asBefore(kind, "admit", params, quiet(context)),
  }));
}

const skipsDeletes = (kindName: string): RuntimeMaker =>
  performing(kindName, (kind) => ({
    performCopies: (params: Operations, context) =>
      asBefore(kind, "performCopies", { ...params, operations: withoutDeletes(params, context) }, context),
  }));

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "deletes by name, without the uid",
    oracles: ["S2"],
    seed: 2,
    make: tamperWith({ request: withoutPreconditions }),
  },
  {
    name: "takes a refused list for an empty one",
    oracles: ["S2", "L1", "L12", "L2"],
    seed: 2,
    make: tamperWith({ answer: errorsAsEmpty }),
  },
  {
    name: "takes the first page for the whole list",
    oracles: ["S2", "L1", "L2", "L3", "L4"],
    seed: 9,
    make: tamperWith({ answer: onlyFirstPage }),
  },
  {
    name: "ignores 410 on a watch",
    oracles: ["L1", "L2", "L3", "L4", "L6", "L12"],
    seed: 3,
    make: tamperWith({ isTold: ({ status }) => status !== 410 }),
  },
  {
    name: "loses every fifth event",
    oracles: ["L1", "L2", "L3", "L4", "L6"],
    seed: 1,
    make: tamperWith({ event: everyNth(5) }),
  },
  { name: "swaps In and NotIn", oracles: ["L2"], seed: 4, make: tamperWith(readingAs(withSwappedOperators)) },
  {
    name: "compares versions as floats",
    oracles: ["S4", "L1", "L2", "L3", "L4", "L6", "L12", "S17"],
    seed: 1,
    make: tamperWith(readingAs(withFloatVersion)),
  },
  {
    name: "waits for ever for a lost answer",
    oracles: ["L1", "L2", "L3", "L4", "L6", "L12"],
    seed: 1,
    make: tamperWith({ answer: (answer) => !answer.ok && answer.error.status === 0 ? null : answer }),
  },
  {
    name: "overwrites what others made",
    oracles: ["S3"],
    seed: 32,
    make: tamperWith({ request: overwriting }),
  },
  {
    name: "believes in labels",
    oracles: ["S3"],
    seed: 20,
    make: (options) => createRuntime({ ...options, marker: { ...options.marker, isOurs: () => true } }),
  },
  {
    name: "takes every namespace for empty",
    oracles: ["S14"],
    seed: 33,
    make: tamperWith({
      answer: (answer, { verb, namespace }) =>
        verb === "list" && namespace !== undefined && answer.ok
          ? { ...answer, body: { ...answer.body, metadata: { resourceVersion: "1" }, items: [] } }
          : answer,
    }),
  },
  {
    name: "believes a lagging replica",
    oracles: ["S2", "L1", "L2"],
    seed: 3,
    make: believingThePast,
  },
  {
    name: "does not hear of deletions",
    oracles: ["L1", "L3", "L4", "L6", "L2"],
    seed: 4,
    make: untold((type) => type.endsWith(".deleted")),
  },
  {
    name: "takes a re-created SyncTarget for the old one",
    oracles: ["L4", "L2", "L1"],
    seed: 5,
    make: untold((type) => type === "synctarget.deleted"),
  },
  { name: "skips deletes in mailboxes", oracles: ["L1"], seed: 2, make: skipsDeletes("mailbox") },
  { name: "skips deletes on edges", oracles: ["L1"], seed: 2, make: skipsDeletes("edgeCluster") },
  {
    name: "never updates a slice",
    oracles: ["L2"],
    seed: 2,
    make: performing("edgePlacement", (kind) => ({
      writeSlice: (
        params: { readonly replaces: unknown; readonly destinations: unknown; readonly ownerUid: string },
        context,
      ) => {
        if (params.replaces === null) return asBefore(kind, "writeSlice", params, context);
        const { replaces, destinations, ownerUid } = params;
        context.reply(
          { type: "slice.written", slice: { ...replaces as object, ownerUid, destinations }, made: "" } as {
            type: string;
          },
        );
      },
    })),
  },
  {
    name: "keeps the mailbox of a SyncTarget that is gone",
    oracles: ["L4"],
    seed: 1,
    make: performing("mailbox", () => ({ deleteWorkspace: () => {} })),
  },
  {
    name: "never updates the-one",
    oracles: ["L3"],
    seed: 2,
    make: performing("mailbox", (kind) => ({
      writeConfig: ({ writes }: { readonly writes: readonly ConfigWrite[] }, context) => {
        const isFirst = ({ replaces }: ConfigWrite) => replaces === null;
        asBefore(kind, "writeConfig", { writes: writes.filter(isFirst) }, context);
        for (const { spec, lacking, replaces } of writes.filter((write) => !isFirst(write))) {
          const config = { ...replaces, spec, lacking };
          context.reply({ type: "config.written", config, made: "", at: context.now() } as { type: string });
        }
      },
    })),
  },
  {
    name: "writes a summary once only",
    oracles: ["L6"],
    seed: 2,
    make: performing("summarizer", (kind) => ({
      writeSummaries: (params: { readonly writes: readonly { readonly replaces: unknown }[] }, context) =>
        asBefore(kind, "writeSummaries", {
          ...params,
          writes: params.writes.filter(({ replaces }) => replaces === null),
        }, context),
    })),
  },
  {
    name: "fails at one object",
    oracles: ["S16", "L1"],
    seed: 2,
    make: performing("mailbox", (kind) => ({
      performCopies: (params: Operations, context) => {
        if (params.operations.some(({ name }) => name === "o2")) throw new TypeError("Cannot read o2");
        asBefore(kind, "performCopies", params, context);
      },
    })),
  },
  {
    name: "goes on after it was stopped",
    oracles: ["S15"],
    seed: 1,
    make: (options) => ({ ...createRuntime(options), stop: () => {} }),
  },
  {
    name: "writes bodies into the journal",
    oracles: ["S10"],
    seed: 8,
    make: (options) => {
      const hub = tampered(options.hub, {
        event: (event) => {
          options.journal?.append({ seen: event.object });
          return event;
        },
      });
      return createRuntime({ ...options, hub });
    },
  },
  {
    name: "mixes up two edges",
    oracles: ["S9", "L1", "S3", "L6"],
    seed: 1,
    make: (options) => {
      const apis = options.edges.map(({ api }) => api);
      const edges = options.edges.map((edge, index) => ({
        ...edge,
        api: apis[(index + 1) % apis.length] ?? edge.api,
      }));
      return createRuntime({ ...options, edges });
    },
  },
  {
    name: "sends status with every copy",
    oracles: ["S12"],
    seed: 1,
    make: tamperWith({
      request: (request) =>
        request.verb === "patch" && request.patchType === "apply"
          ? {
            ...request,
            verb: "update",
            patchType: undefined,
            subresource: "status",
            body: { ...request.body as KubeObject, status: { replicas: 0 } },
          }
          : request,
    }),
  },
  {
    name: "writes again and again",
    oracles: ["S17"],
    seed: 2,
    make: (options) => {
      let beats = 0;
      const hub = tampered(options.hub, {
        event: (event) => {
          const { kind, metadata: { annotations } } = event.object;
          const cluster = annotations?.["kcp.io/cluster"];
          if (kind === "SyncerConfig" && cluster !== undefined) {
            const body = { metadata: { annotations: { beat: String(beats++) } } };
            options.clock.after(60_000, () =>
              options.hub.call({
                verb: "patch",
                patchType: "merge",
                cluster,
                resource: { group: "edge.kcp.io", version: "v1alpha1", resource: "syncerconfigs" },
                name: "the-one",
                body,
              }, () => {}));
          }
          return event;
        },
      });
      return createRuntime({ ...options, hub });
    },
  },
];
