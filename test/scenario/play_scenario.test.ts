import { test } from "uvu";
import * as assert from "uvu/assert";
import { playScenario } from "../../src/scenario/play_scenario.ts";
import { createTraceJournal } from "../../src/scenario/trace/trace_journal.ts";
import { configMap, createFakeWorld, createRecorder, type FakeWorld, story } from "./fake_world.ts";

/** Plays YAML steps in a fresh fake world, which `prepare` may change first. */
async function play(steps: string, prepare: (world: FakeWorld) => void = () => {}) {
  const [world, recorder] = [createFakeWorld(), createRecorder()];
  prepare(world);
  const result = await playScenario(story(steps), world, recorder);
  return { world, result, ...recorder };
}

const syncTarget =
  `{apiVersion: workload.kcp.io/v1alpha1, kind: SyncTarget, metadata: {name: sync-target-f}}`;
const addSyncTarget = `- {do: add a SyncTarget, in: "root:imw-1", apply: [${syncTarget}]}\n`;
const look = (expectation: string) => `- do: look\n  within: 2s\n  expect:\n  - ${expectation}\n`;
const put = (fields: string) =>
  `- {do: put, in: {edge: florin}, apply: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: n}, ${fields}}]}\n`;
const found = (rest: string) => look(`{in: {edge: florin}, object: ConfigMap n/a, ${rest}}`);

test("objects are created, then merged over what is there", async () => {
  const both = put("data: {x: '1'}") + put("data: {y: '2'}") + found("exactly: {data: {x: '1', y: '2'}}");
  assert.equal((await play(both)).result.failures, []);
});

test("a workspace is created in its parent, and creating it again is no error", async () => {
  const create = `- {do: make it, createWorkspace: "root:my-org"}\n`;
  const { world, result } = await play(create + create);
  assert.ok(result.ok);
  assert.ok(world.hubServer.objects.has("root|workspaces||my-org"));
});

test("an apply waits for what is not there yet", async () => {
  const { result, world } = await play(
    `- {do: early, in: "root:late", apply: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}]}\n`,
    ({ clock, hubServer }) => void clock.after(700, () => hubServer.clusters.add("root:late")),
  );
  assert.ok(result.ok && result.tookMs >= 700 && result.tookMs < 1000);
  assert.ok(world.hubServer.objects.has("root:late|configmaps|default|a"));
});

test("a refused action ends the story with its place and reason", async () => {
  const create =
    `- {do: create, in: {edge: florin}, create: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}]}\n`;
  const { failures, result } = await play(create + create + create);
  assert.match(
    failures[0],
    /^story\.yaml:\d+:\d+: Cannot create ConfigMap a in edge florin: edge florin answers AlreadyExists/,
  );
  assert.is(result.stepsPlayed, 2);
  assert.is(result.tookMs, 0);
});

test("deleting waits for the object, and deleteIfPresent puts up with its absence", async () => {
  const late = ({ clock, florin }: FakeWorld) =>
    void clock.after(500, () => florin.objects.set("|configmaps|n|a", configMap("a")));
  const { world, result } = await play(`- {do: go, in: {edge: florin}, delete: ConfigMap n/a}\n`, late);
  assert.ok(result.ok && result.tookMs >= 500 && !world.florin.objects.has("|configmaps|n|a"));
  assert.ok(
    (await play(`- {do: go, within: 1s, in: {edge: florin}, deleteIfPresent: ConfigMap n/a}\n`)).result.ok,
  );
  assert.not((await play(`- {do: go, within: 1s, in: {edge: florin}, delete: ConfigMap n/a}\n`)).result.ok);
});

const matching: Readonly<Record<string, string>> = {
  "a map may have more fields than wanted": "is: {data: {x: '1'}}",
  "a path leads to one field": "is: {data.x: '1'}",
  "a list is compared item by item": "is: {list: [{k: 1}, {k: 2}]}",
  "the order of a set means nothing": "asSet: {list: [{k: 2, v: 2}, {k: 1, v: 1}]}",
  "a field can be wanted gone": "without: [data.gone]",
};
const object = "data: {x: '1', y: '2'}, list: [{k: 1, v: 1}, {k: 2, v: 2}]";
for (const [what, fields] of Object.entries(matching)) {
  test(what, async () => assert.equal((await play(put(object) + found(fields))).failures, []));
}

const differing: Readonly<Record<string, readonly [fields: string, message: RegExp]>> = {
  "another value": ["is: {data.x: '2'}", /data\.x: wanted "2", found "1"/],
  "a number where a text is wanted": ["is: {data.x: 1}", /data\.x: wanted 1, found "1"/],
  "a list in another order": ["is: {list: [{k: 2}, {k: 1}]}", /list\[0\]\.k: wanted 2, found 1/],
  "more than exactly": [
    "exactly: {data: {x: '1'}}",
    /data: wanted exactly {"x":"1"}, found {"x":"1","y":"2"}/,
  ],
  "a set with one too many": [
    "asSet: {list: [{k: 1, v: 1}]}",
    /list: wanted in any order \[{"k":1,"v":1}\], found \[/,
  ],
  "a set in which one is twice": ["asSet: {list: [{k: 1, v: 1}, {k: 1, v: 1}]}", /list: wanted in any order/],
  "a field that should be gone": ["without: [data.x]", /data\.x: wanted no such field, found "1"/],
  "an object that should be gone": ["absent: true", /wanted it to be absent, found it with {"uid":"uid-1"}/],
};
for (const [what, [fields, message]] of Object.entries(differing)) {
  test(`${what} is told as what was wanted and what was found`, async () => {
    const { failures, result } = await play(put(object) + found(fields));
    assert.match(failures[0], message);
    assert.match(failures[0], /^story\.yaml:\d+:5: not met within 2s: /);
    assert.is(result.tookMs, 2000);
  });
}

test("an expectation is met as soon as it holds", async () => {
  const late = ({ clock, florin }: FakeWorld) =>
    void clock.after(400, () => florin.objects.set("|configmaps|n|a", configMap("a")));
  const { met } = await play(look("{in: {edge: florin}, object: ConfigMap n/a}"), late);
  assert.is(met.length, 1);
  assert.match(met[0], /^ConfigMap n\/a in edge florin after (4\d\d|5\d\d|600) ms$/);
});

test("names of the running system are filled in", async () => {
  const mailbox = "root-imw-1-mb-uid-1";
  const { failures } = await play(
    `${addSyncTarget}- {do: keep, remember: {box: "\${mailbox:sync-target-f}"}}\n` +
      `- {do: make, createWorkspace: "root:espw:${mailbox}"}\n` +
      look(`{in: "root:espw", object: "Workspace \${box}"}`) +
      look(
        `{in: "root:espw", list: Workspace, count: 1, names: ["\${cluster:root:imw-1}-mb-\${uid:sync-target-f}"]}`,
      ) +
      look(`{in: {mailboxOf: "root:imw-1/sync-target-f"}, list: ConfigMap, count: 0}`),
  );
  assert.equal(failures, []);
});

test("a name that cannot be told is no proof of absence", async () => {
  const { failures } = await play(
    look(`{in: {mailboxOf: sync-target-f}, object: ConfigMap n/a, absent: true}`),
  );
  assert.match(failures[0], /wanted proof that it is absent, found: root:imw-1 answers NotFound/);
});

test("a misspelt kind is no proof of absence", async () => {
  const { failures } = await play(look(`{in: {edge: florin}, object: ConfigMop n/a, absent: true}`));
  assert.match(
    failures[0],
    /edge florin does not serve the kind ConfigMop, and no server of this story has shown it/,
  );
});

test("a failure says which actors wait for what, and until when", async () => {
  const waiting = {
    state: "creating",
    since: 998_000,
    reason: "the workspace is missing",
    waitsFor: "workspace.added",
  };
  const resting = {
    address: "location/x",
    kind: "location",
    state: "settled",
    since: 0,
    reason: "",
    waitsFor: null,
  };
  const { failures } = await play(found("is: {a: 1}"), ({ actors }) =>
    actors.push(
      { address: "mailbox/m", kind: "mailbox", ...waiting, deadline: 1_005_000, overdue: false },
      { ...resting, deadline: null, overdue: false },
    ));
  assert.ok(
    failures[0]?.endsWith(
      "\n  waiting:\n    mailbox/m is creating for 4s (the workspace is missing), waits for workspace.added, due in 3s",
    ),
  );
});

test("actors are counted, and asked to be at rest", async () => {
  const prepare = ({ actors }: FakeWorld) =>
    void actors.push({
      address: "mailbox/m",
      kind: "mailbox",
      state: "settled",
      since: 0,
      reason: "",
      waitsFor: "x",
      deadline: 1,
      overdue: true,
    });
  assert.ok((await play(look("{actors: mailbox, state: settled, count: 1}"), prepare)).result.ok);
  assert.match(
    (await play(look("{actors: mailbox, count: 2}"), prepare)).failures[0],
    /wanted 2, found 1: \["mailbox\/m"\]/,
  );
  assert.match(
    (await play(look("{actors: all, resting: true}"), prepare)).failures[0],
    /wanted all at rest, found 1 waiting/,
  );
});

test("a page is looked at in its edge", async () => {
  const serve = ({ pages }: FakeWorld) => void pages.set(8081, { status: 200, body: "a common web site" });
  assert.ok((await play(look(`{in: {edge: florin}, page: 8081, contains: common}`), serve)).result.ok);
  assert.ok((await play(look(`{in: {edge: florin}, page: 8082, absent: true}`), serve)).result.ok);
  const { failures } = await play(look(`{in: {edge: florin}, page: 8082, contains: common}`), serve);
  assert.match(failures[0], /wanted a page with "common", found nothing listening there/);
});

test("quiet means that nothing is written for that long", async () => {
  assert.is((await play(look("{quiet: 60s}"))).result.tookMs, 60_000);
  const restless = ({ clock, writesMade }: FakeWorld) => {
    const write = () => void (writesMade.push("update x"), clock.after(5000, write));
    clock.after(5000, write);
  };
  const { failures } = await play(look("{quiet: 12s}"), restless);
  assert.match(failures[0], /wanted no write for 12s, found 1: \["update x"\]/);
});

test("a restless beginning does not spoil the quiet after it", async () => {
  const once = ({ clock, writesMade }: FakeWorld) => void clock.after(500, () => writesMade.push("update x"));
  const { result } = await play(look("{quiet: 60s}"), once);
  assert.ok(result.ok && result.tookMs > 60_500 && result.tookMs < 62_000);
});

test("a failure never shows what a Secret holds", async () => {
  const canary = "c2VjcmV0LWNhbmFyeQ==";
  const { failures } = await play(
    `- {do: put, in: {edge: florin}, apply: [{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: n, annotations: {last: ${canary}}}, data: {x: ${canary}}}]}\n` +
      look(`{in: {edge: florin}, object: Secret n/a, exactly: {data: {x: other}}}`),
  );
  assert.match(failures[0], /data: not as wanted; the values of a Secret are not shown/);
  assert.not.match(failures[0], new RegExp(canary));
});

test("faults and restarts reach the world", async () => {
  const verbs = [
    "restart: runtime",
    "stop: runtime",
    "start: runtime",
    "hold: watches",
    "release: watches",
    "cut: watches",
  ];
  const steps = [...verbs, "disconnect: florin", "reconnect: florin"].map((verb) => `- {do: it, ${verb}}\n`)
    .join("");
  const { diary } = (await play(steps)).world;
  const wanted = [
    "stop",
    "start",
    "stop",
    "start",
    "hold",
    "release",
    "cut",
    "florin disconnect",
    "florin reconnect",
  ];
  assert.equal(diary, wanted);
});

test("the same story leaves the same trace", async () => {
  const hashOf = async () => {
    const journal = createTraceJournal();
    for (const record of (await play(addSyncTarget + look("{quiet: 60s}"))).world.records) {
      journal.append(record);
    }
    return [journal.length, journal.hash()];
  };
  const [records, hash] = await hashOf();
  assert.equal(await hashOf(), [records, hash]);
  assert.is(records, 5);
});

test.run();
