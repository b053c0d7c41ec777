/** The app on a real socket, where requests are bytes. @module */
import { connect } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ListenError } from "../../src/http/listen.ts";
import { type AppServer, serveApp } from "../../src/http/serve.ts";
import { createSample, type Sample } from "./sample_app.ts";

async function withServer(run: (server: AppServer, sample: Sample) => Promise<void>): Promise<void> {
  const sample = createSample();
  const server = await serveApp({ app: sample.app, listen: "127.0.0.1:0" });
  try {
    await run(server, sample);
  } finally {
    await server.close();
  }
}

/** Sends bytes as they are and returns all that comes back before the server hangs up. */
function sendRaw(url: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(request));
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => answer += chunk);
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

const tail = "Host: localhost\r\nConnection: close\r\n\r\n";

test("actors are served over a socket", () =>
  withServer(async ({ url }) => {
    assert.is((await (await fetch(`${url}/actors`)).json()).total, 26);
  }));

for (
  const path of [
    "//actors",
    "/./actors",
    "/a/../actors",
    "/actors/%2e%2e/readyz",
    "/actors%2Fx",
    "http://evil.example/actors",
  ]
) {
  test(`the target ${path}, as written on the wire, is refused`, () =>
    withServer(async ({ url }) => {
      assert.match(await sendRaw(url, `GET ${path} HTTP/1.1\r\n${tail}`), /^HTTP\/1\.1 400 /);
    }));
}

test("a request without Host is refused", () =>
  withServer(async ({ url }) => {
    assert.match(await sendRaw(url, "GET /actors HTTP/1.0\r\n\r\n"), /^HTTP\/1\.[01] (?:400|421) /);
  }));

test("a request for another Host is refused", () =>
  withServer(async ({ url }) => {
    const request = "GET /actors HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert.match(await sendRaw(url, request), /^HTTP\/1\.1 421 /);
  }));

test("closing ends open streams first, and then nothing listens any more", async () => {
  const { app, directory } = createSample();
  const server = await serveApp({ app, listen: "127.0.0.1:0" });
  const stream = await fetch(`${server.url}/stream`);
  const text = stream.text();
  await server.close();
  await server.close();
  assert.match(await text, /event: closing/);
  assert.is(directory.listeners.size, 0);
  await fetch(server.url).then(() => assert.unreachable(), () => {});
});

test("a reader that hangs up is forgotten", () =>
  withServer(async ({ url }, { directory }) => {
    const gone = Promise.withResolvers<void>();
    const subscribe = directory.subscribe.bind(directory);
    directory.subscribe = (listener) => {
      const leave = subscribe(listener);
      return () => {
        leave();
        gone.resolve();
      };
    };
    const abort = new AbortController();
    const response = await fetch(`${url}/stream`, { signal: abort.signal });
    await response.body!.getReader().read();
    abort.abort();
    await gone.promise;
    assert.is(directory.listeners.size, 0);
  }));

test("a port in use is an error that says what to do", () =>
  withServer(async ({ url }) => {
    const listen = `127.0.0.1:${new URL(url).port}`;
    const error = await serveApp({ app: createSample().app, listen }).then(() => null, (error) => error);
    assert.instance(error, ListenError);
    const advice = "the port is in use. Choose another with --listen HOST:PORT.";
    assert.is(error.message, `Cannot listen on ${listen}: ${advice}`);
  }));

for (
  const listen of [
    "7070",
    "127.0.0.1",
    "127.0.0.1:99999",
    "localhost:x",
    "0.0.0.0:0",
    "[::]:0",
    "192.0.2.1:0",
    "127.0.0.1.evil:0",
  ]
) {
  test(`nothing listens on ${listen}`, async () => {
    const error = await serveApp({ app: createSample().app, listen }).then(() => null, (error) => error);
    assert.instance(error, ListenError);
    assert.match(error.message, `Cannot listen on ${listen}: `);
  });
}

test.run();
