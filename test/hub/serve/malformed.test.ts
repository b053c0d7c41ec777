/** What is no HTTP, too much of it, or too slow is refused, and leaves exactly one audit line (S20). @module */
import { connect } from "node:tls";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startServer } from "./client.ts";

const test = suite("malformed");
const server = await startServer({ limits: { headersTimeoutMs: 500, requestTimeoutMs: 1000 } });
const host = "Host: localhost\r\n";
const authorization = `Authorization: Bearer ${server.running.token}\r\n`;
const post = `POST /api/v1/namespaces HTTP/1.1\r\n${host}${authorization}`;
const flood = Array.from({ length: 3000 }, (_, at) => `X-${at}: ${"y".repeat(40)}\r\n`).join("");

/** What the server answers to these bytes, until it closes the connection. */
function send(text: string): Promise<string> {
  const { hostname, port } = new URL(server.running.url);
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = "";
  const socket = connect({ host: hostname, port: Number(port), ca: server.running.caData }, () => {
    socket.write(text);
  });
  socket.on("data", (chunk) => heard += String(chunk));
  socket.on("error", () => {}); // a connection that is reset was refused
  socket.on("end", () => socket.destroy());
  socket.on("close", () => resolve(heard));
  return promise;
}

const auditCodes = () =>
  server.log.lines.filter(({ fields }) => fields["audit"]).map(({ fields }) => fields["code"]);

async function untilAudited(): Promise<void> {
  while (auditCodes().length === 0) await new Promise((resolve) => setImmediate(resolve));
}

const requests: readonly (readonly [string, string, number])[] = [
  ["garbage", "HELLO\r\n\r\n", 400],
  ["an unknown version", "GET / HTTP/9.9\r\n\r\n", 400],
  ["a header without a colon", `GET /livez HTTP/1.1\r\n${host}Bad Header\r\n\r\n`, 400],
  ["a flood of headers", `GET /livez HTTP/1.1\r\n${host}${flood}\r\n`, 431],
  ["headers that never end", `GET /livez HTTP/1.1\r\n${host}`, 408],
  ["two lengths", `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
  [
    "a length and chunks",
    `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    400,
  ],
  ["a chunk that is none", `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
  ["a body that never ends", `${post}Content-Length: 100\r\n\r\n{"a":`, 400],
  ["no Host", "GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n", 403],
  ["a tunnel", `CONNECT localhost:22 HTTP/1.1\r\n${host}${authorization}\r\n`, 405],
  ["an unknown path", `GET /no/such HTTP/1.1\r\n${host}${authorization}Connection: close\r\n\r\n`, 404],
  ["no credentials", `GET /api HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 401],
  [
    "a path in two spellings",
    `GET /api//v1 HTTP/1.1\r\n${host}${authorization}Connection: close\r\n\r\n`,
    400,
  ],
];
for (const [what, text, code] of requests) {
  test(`${what} is ${code}, audited once, and harms nobody`, async () => {
    server.log.lines.length = 0;
    const answer = await send(text);
    await untilAudited();
    assert.equal(auditCodes(), [code]);
    // An answer may be lost with the connection; it is never another.
    if (answer !== "") assert.ok(answer.startsWith(`HTTP/1.1 ${code} `), answer);
    assert.is((await server.ask("/livez")).code, 200);
  });
}

test("a connection that says nothing is no request", async () => {
  server.log.lines.length = 0;
  await send("");
  assert.equal(auditCodes(), []);
});

test.after(() => server.close());
test.run();
