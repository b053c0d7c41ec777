/** What a client sees of the limits: 429 as Kubernetes has it, and nothing at all beyond that. @module */
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Caller } from "../../../../src/ports/api_backend.ts";
import { startServer, type TestServer } from "../client.ts";

const mallory: Caller = { user: "mallory", groups: ["system:authenticated"] };
const limits = {
  perConnection: 0,
  perSecond: 5,
  burst: 5,
  waitingMax: 5,
  refusalsMax: 5,
  refusalMs: 100,
  watchesMax: 2,
};
const path = "/clusters/root/api/v1/configmaps";

async function serve(): Promise<TestServer> {
  return await startServer({
    fairness: limits,
    tokens: [(token) => token === "mallory" ? mallory : undefined],
  });
}

/** The codes of so many requests at once; 0 for a connection that was cut. */
async function flood(server: TestServer, count: number): Promise<readonly number[]> {
  const one = () => server.ask(path, { token: "mallory" }).then(({ code }) => code, () => 0);
  return await Promise.all(Array.from({ length: count }, one));
}

test("a flood is answered in part, refused in part, and cut off for the rest; the administrator notices nothing", async () => {
  const server = await serve();
  const flooding = flood(server, 40);
  assert.is((await server.ask(path)).code, 200);
  const codes = await flooding;
  const count = (wanted: number) => codes.filter((code) => code === wanted).length;
  assert.ok(count(200) >= 10 && count(200) < 25 && count(429) >= 5 && count(0) >= 1, codes.join(" "));
  const { waiting, refusalsHeld } = server.running.stats();
  assert.equal([waiting, refusalsHeld], [0, 0]);
  await server.close();
});

test("the refusal is a Status with Retry-After", async () => {
  const server = await serve();
  const answers = await Promise.all(Array.from({ length: 14 }, () => server.ask(path, { token: "mallory" })));
  const refused = answers.find(({ code }) => code === 429);
  assert.is(refused?.json.reason, "TooManyRequests");
  assert.ok(Number(refused?.headers["retry-after"]) >= 1);
  await server.close();
});

test("a connection that is kept is paid for once", async () => {
  const fairness = { ...limits, perConnection: 4, burst: 14, perSecond: 0.001 };
  const server = await startServer({
    fairness,
    tokens: [(token) => token === "mallory" ? mallory : undefined],
  });
  const { hostname, port } = new URL(server.running.url);
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    ca: server.running.caData,
    servername: "localhost",
  });
  const headers = { authorization: "Bearer mallory" };
  const once = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const answered = (response: IncomingMessage) =>
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
      request({ hostname, port, path, headers, agent }, answered).on("error", reject).end();
    });
  let isOver = false;
  const untilWaiting = async (): Promise<string> => {
    while (!isOver && server.running.stats().waiting === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return "held up";
  };
  const watching = untilWaiting();
  for (let at = 0; at < 8; at++) assert.is(await Promise.race([once(), watching]), 200);
  isOver = true;
  agent.destroy();
  await server.close();
});

test("a flow has so many watches; one that ends makes room", async () => {
  const server = await serve();
  const open = () => server.open(`${path}?watch=true`, { token: "mallory" });
  const [first, second, third] = [await open(), await open(), await open()];
  assert.equal([first, second, third].map(({ statusCode }) => statusCode), [200, 200, 429]);
  first.destroy();
  while (server.running.stats().watchesOpen > 1) await new Promise((resolve) => setImmediate(resolve));
  const fourth = await open();
  assert.is(fourth.statusCode, 200);
  for (const watch of [second, third, fourth]) watch.destroy();
  await server.close();
});

test.run();
