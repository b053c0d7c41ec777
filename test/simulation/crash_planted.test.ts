/** The oracle of crashes is shown bugs that only a crash brings to light: with each of them the calm story still goes well (D7). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { type CentreRuntime, createRuntime, type RuntimeOptions } from "../../src/actors/runtime.ts";
import { configMaps } from "../../src/kube/core_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { groupResourceKey } from "../../src/kube/resource.ts";
import type { ApiAnswer, ApiRequest } from "../../src/ports/cluster_api.ts";
import type { CentreMaker } from "../../src/scenario/embedded/runtime_control.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { CrashPoint } from "../../src/simulation/stories/effect_watch.ts";
import { playCalmly, tryCrash } from "../../src/simulation/stories/exhaust_crashes.ts";
import { tamperWith } from "./planted/planting.ts";

interface CrashBug {
  readonly name: string;
  readonly story: string;
  readonly point: CrashPoint;
  /** What one of the differences must say. */
  readonly shows: RegExp;
  /** Made for each play, because some bugs count lives. */
  readonly make: () => CentreMaker;
}

/** The first life is as it should be. */
function inLaterLives(make: CentreMaker): CentreMaker {
  let lives = 0;
  return (options) => lives++ === 0 ? createRuntime(options) : make(options);
}

/** Deletes something on an edge before it looks. */
function sweeping(options: RuntimeOptions): CentreRuntime {
  const runtime = createRuntime(options);
  const [florin] = options.edges;
  const target = { resource: configMaps, namespace: "commonstuff", name: "httpd-htdocs" };
  const start = () => {
    florin?.api.call({ verb: "delete", cluster: "", ...target }, () => {});
    runtime.start();
  };
  return { ...runtime, start };
}

function labelling(request: ApiRequest): ApiRequest {
  const { kind, metadata, ...body } = (request.body ?? {}) as KubeObject;
  if (kind !== "ConfigMap") return request;
  const labels = { ...metadata.labels, life: "later" };
  return { ...request, body: { ...body, kind, metadata: { ...metadata, labels } } };
}

function withoutItems(answer: ApiAnswer, { verb, query }: ApiRequest): ApiAnswer {
  const isOfCopies = verb === "list" && query?.["labelSelector"] !== undefined;
  return answer.ok && isOfCopies ? { ...answer, body: { ...answer.body, items: [] } } : answer;
}

const bugs: readonly CrashBug[] = [
  {
    name: "does not look for what an earlier life put into mailboxes and onto edges",
    story: "placement-deleted",
    point: { effect: 50, moment: "before" },
    shows: /deleted 1; with it created 1, deleted 0|the story fails/,
    make: () => inLaterLives(tamperWith({ answer: withoutItems })),
  },
  {
    name: "begins with a clean slate",
    story: "poc2023q1",
    point: { effect: 45, moment: "after" },
    shows:
      /^florin configmaps .*htdocs: without the crash created 1, deleted 0; with it created 2, deleted 1$/,
    make: () => inLaterLives(sweeping),
  },
  {
    name: "labels with the number of its life what it makes",
    story: "poc2023q1",
    point: { effect: 30, moment: "before" },
    shows: /^florin configmaps commonstuff\/httpd-htdocs: .*"life":"later"/,
    make: () => inLaterLives(tamperWith({ request: labelling })),
  },
  {
    name: "tells each summary under a name of its own life",
    story: "poc2023q1",
    point: { effect: 39, moment: "before" },
    shows: /statussummaries/,
    make: () =>
      inLaterLives(tamperWith({
        request: (request) =>
          groupResourceKey(request.resource) === "statussummaries.edge.kcp.io" && request.verb !== "list"
            ? { ...request, verb: "get", name: "none" }
            : request,
      })),
  },
];

const wall = new VirtualClock();
const storyOf = (name: string) =>
  loadScenario(new URL(`../../scenarios/${name}.yaml`, import.meta.url).pathname);

for (const { name, story, point, shows, make } of bugs) {
  test(`a runtime that ${name} is found out by a crash ${point.moment} effect ${point.effect} of ${story}`, async () => {
    const calm = await playCalmly(storyOf(story), wall, make());
    const differences = await tryCrash({ ...calm, makeRuntime: make() }, point, wall);
    assert.ok(differences.some((each) => shows.test(each)), differences.join("\n") || "nothing differs");
  });
}

test.run();
