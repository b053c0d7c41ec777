/** The way to a server in this process keeps the contract, and its order is the same every time. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createInProcessApi } from "../../../src/adapters/memory/in_process_api.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import { FakeHub } from "../../hub/serve/fake_hub.ts";
import { runContract } from "../cluster_api_contract.ts";

const configMaps = { group: "", version: "v1", resource: "configmaps" };

runContract("in process", (backend) => {
  const api = createInProcessApi({ backend, caller: masterCaller, clock: systemClock });
  return Promise.resolve({
    api,
    close: () => {
      api.close();
      return Promise.resolve();
    },
  });
});

test("a request is handled when it arrives, and an event arrives as much later", () => {
  const clock = new VirtualClock(0);
  const backend = new FakeHub();
  const api = createInProcessApi({ backend, caller: masterCaller, clock, latencyMs: 10 });
  const seen: string[] = [];
  const note = (word: string) => seen.push(`${clock.now()} ${word}`);
  api.watch({ cluster: "c", resource: configMaps }, {
    opened: () => note("opened"),
    event: ({ type }) => note(type),
    closed: () => note("closed"),
  });
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
  api.call(
    { verb: "create", cluster: "c", resource: configMaps, namespace: "n", body },
    () => note("answered"),
  );
  clock.advance(9);
  assert.is(backend.requests.length, 0);
  clock.advance(100);
  assert.equal(seen, ["10 answered", "20 opened", "20 ADDED"]);
});

test("a callback that throws keeps nobody else from being answered", () => {
  const clock = new VirtualClock(0);
  const api = createInProcessApi({ backend: new FakeHub(), caller: masterCaller, clock });
  let answered = 0;
  const list = { verb: "list", cluster: "c", resource: configMaps } as const;
  api.call(list, () => {
    throw new Error("a bug");
  });
  api.call(list, () => answered++);
  assert.throws(() => clock.advance(0), "a bug");
  clock.advance(0);
  assert.is(answered, 1);
});

test("a server that throws is answered for with 500", () => {
  const clock = new VirtualClock(0);
  const backend = new FakeHub();
  backend.handle = () => {
    throw new Error("broken");
  };
  const api = createInProcessApi({ backend, caller: masterCaller, clock });
  let status = 0;
  api.call({ verb: "list", cluster: "c", resource: configMaps }, (answer) => {
    status = answer.ok ? 200 : answer.error.status;
  });
  clock.advance(0);
  assert.is(status, 500);
});

test.run();
