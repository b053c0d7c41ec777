/** A world without a runtime: servers that remember, a clock to push, and a diary of what was done to it. @module */
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import type { ActorSummary } from "../../src/ports/actor_directory.ts";
import type { JournalRecord } from "../../src/ports/journal.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { createVirtualPace } from "../../src/scenario/play/pace.ts";
import { type ScenarioObserver, silentObserver } from "../../src/scenario/observer.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { StoryFiles } from "../../src/scenario/read/story_files.ts";
import type { Scenario } from "../../src/scenario/story/scenario.ts";
import type { PageAnswer, World } from "../../src/scenario/world.ts";
import { createFakeServer, type FakeServer } from "./fake_servers.ts";

export interface FakeWorld extends World {
  readonly clock: Clock;
  readonly hubServer: FakeServer;
  readonly florin: FakeServer;
  readonly pages: Map<number, PageAnswer>;
  readonly actors: ActorSummary[];
  /** What the story did, as `restart`, `florin disconnect`. */
  readonly diary: string[];
  readonly records: JournalRecord[];
  writesMade: string[];
}

export function createFakeWorld(): FakeWorld {
  const clock = new VirtualClock(1_000_000);
  const hubServer = createFakeServer(["root", "root:espw", "root:imw-1"]);
  const florin = createFakeServer([""]);
  const pages = new Map<number, PageAnswer>();
  const actors: ActorSummary[] = [];
  const diary: string[] = [];
  const records: JournalRecord[] = [];
  const note = (entry: string) => () => void diary.push(entry);
  const world: FakeWorld = {
    clock,
    hubServer,
    florin,
    pages,
    actors,
    diary,
    records,
    writesMade: [],
    pace: createVirtualPace(clock),
    wall: clock,
    hub: hubServer.api,
    edges: new Map([["florin", {
      api: florin.api,
      fetchPage: (port: number) => Promise.resolve(pages.get(port) ?? null),
      disconnect: note("florin disconnect"),
      reconnect: note("florin reconnect"),
    }]]),
    builtins: new Map([["edge-exports", [configMap("exported")]]]),
    runtime: {
      start: () => Promise.resolve(note("start")()),
      stop: () => Promise.resolve(note("stop")()),
      directory: () => ({
        list: ({ kind, state }) =>
          actors.filter((actor) =>
            (kind ?? actor.kind) === actor.kind && (state ?? actor.state) === actor.state
          ),
        find: () => undefined,
        kinds: () => [],
        deadLetters: () => ({ total: 0, newest: [] }),
        sources: () => [],
      }),
      writes: () => ({ total: world.writesMade.length, newest: world.writesMade }),
      holdWatches: note("hold"),
      releaseWatches: note("release"),
      cutWatches: note("cut"),
    },
    journal: { append: (record) => void records.push(record) },
  };
  return world;
}

export function configMap(name: string) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } };
}

const florinEdge = `edges:
- name: florin
  syncTarget: {workspace: "root:imw-1", name: sync-target-f}
  kindConfig: florin.yaml
`;

/** The files of a story as a map; florin's kind configuration is always among them. */
export function storyFiles(files: Readonly<Record<string, string>>): StoryFiles {
  const all = new Map(Object.entries({ "florin.yaml": "kind: Cluster\n", ...files }));
  return {
    display: (name) => name,
    read(name) {
      const text = all.get(name);
      return text === undefined ? { ok: false, why: "it is not there" } : { ok: true, text };
    },
  };
}

/** A story with one edge, florin, and the given steps in YAML. */
export function story(steps: string): Scenario {
  const text = `name: a story\nwhy: to test the player\n${florinEdge}steps:\n${steps}`;
  return loadScenario("story.yaml", storyFiles({ "story.yaml": text }));
}

/** Remembers the failures' messages and the phrases of what was met. */
export function createRecorder(): ScenarioObserver & { readonly met: string[]; readonly failures: string[] } {
  const [met, failures]: [string[], string[]] = [[], []];
  return {
    ...silentObserver,
    met,
    failures,
    expectationMet: ({ what, tookMs }) => void met.push(`${what} after ${tookMs} ms`),
    failed: ({ message }) => void failures.push(message),
  };
}
