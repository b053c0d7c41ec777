import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import type { ApiAnswer, ClusterApi, WatchSink } from "../../src/ports/cluster_api.ts";
import { createFaultyApi } from "../../src/scenario/faulty_api.ts";
import { configMap } from "./fake_world.ts";

/** A server whose watches the test feeds by hand. */
function createHandFed() {
  const sinks: WatchSink[] = [];
  const stopped: WatchSink[] = [];
  const api: ClusterApi = {
    call: (_request, answer) => answer({ ok: true, status: 200, body: configMap("a") }),
    discover: (_cluster, answer) => answer({ ok: true, resources: [] }),
    watch(_request, sink) {
      sinks.push(sink);
      return { stop: () => void stopped.push(sink) };
    },
    close() {},
  };
  const clock = new VirtualClock();
  const seen: string[] = [];
  const faulty = createFaultyApi(api, clock);
  const watch = () =>
    faulty.api.watch({ cluster: "", resource: { group: "", version: "v1", resource: "configmaps" } }, {
      opened: () => seen.push("opened"),
      event: ({ object }) => seen.push(object.metadata.name),
      closed: (error) => seen.push(`closed ${error?.reason ?? "well"}`),
    });
  const tell = (name: string) => sinks.at(-1)?.event({ type: "ADDED", object: configMap(name) });
  return { clock, seen, faulty, watch, tell, sinks, stopped };
}

const get = {
  verb: "get",
  cluster: "",
  resource: { group: "", version: "v1", resource: "configmaps" },
  name: "a",
} as const;

test("without faults everything passes", () => {
  const { seen, watch, tell, sinks, stopped } = createHandFed();
  const handle = watch();
  sinks[0]?.opened?.();
  tell("a");
  handle.stop();
  tell("b");
  assert.equal([seen, stopped.length], [["opened", "a"], 1]);
});

test("held events come in order when released, and not to a watch that was stopped meanwhile", () => {
  const { seen, faulty, watch, tell } = createHandFed();
  const first = watch();
  faulty.holdWatches();
  tell("a");
  watch();
  tell("b");
  tell("c");
  first.stop();
  assert.equal(seen, []);
  faulty.releaseWatches();
  tell("d");
  assert.equal(seen, ["b", "c", "d"]);
});

test("a cut ends every watch and forgets what was held", () => {
  const { seen, faulty, watch, tell, stopped } = createHandFed();
  watch();
  faulty.holdWatches();
  tell("a");
  faulty.cutWatches();
  tell("b");
  assert.equal([seen, stopped.length], [["closed Unreachable"], 1]);
});

test("a disconnected server answers nothing but Unreachable, and never from inside the call", () => {
  const { clock, seen, faulty, watch } = createHandFed();
  const answers: ApiAnswer[] = [];
  faulty.disconnect();
  faulty.api.call(get, (answer) => answers.push(answer));
  watch();
  assert.equal([answers.length, seen], [0, []]);
  clock.advance(1);
  assert.equal([answers[0]?.ok, seen], [false, ["closed Unreachable"]]);
  faulty.reconnect();
  faulty.api.call(get, (answer) => answers.push(answer));
  assert.is(answers[1]?.ok, true);
});

test.run();
