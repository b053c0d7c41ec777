/** The web port on the machine's loopback address. @module */
import { request } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSystemWeb } from "../../../src/adapters/system/system_web.ts";
import { serve, webContract } from "../web_contract.ts";

const web = createSystemWeb();

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

/** One request with the path exactly as given; status 0 when nobody answers. */
function ask(port: number, path: string, method = "GET"): Promise<Answer> {
  return new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port, path, method, agent: false }, (response) => {
      const parts: Uint8Array[] = [];
      response.on("data", (part: Uint8Array) => parts.push(part));
      response.on("end", () => {
        const body = parts.map((part) => new TextDecoder().decode(part)).join("");
        resolve({ status: response.statusCode ?? 0, body, type: String(response.headers["content-type"]) });
      });
    });
    asked.on("error", () => resolve({ status: 0, body: "", type: "" }));
    asked.end();
  });
}

webContract("system", {
  web,
  freePort,
  get: async (port, path) => {
    const { status, body } = await ask(port, path);
    return { status, body };
  },
});

test("system: tells the type, answers HEAD without a body, and refuses to be written to", async () => {
  const port = await freePort();
  const [handle] = await serve(web, port, new Map([["index.html", "home"], ["data.bin", "x"]]));
  assert.is((await ask(port, "/")).type, "text/html; charset=utf-8");
  assert.is((await ask(port, "/data.bin")).type, "application/octet-stream");
  const head = await ask(port, "/", "HEAD");
  assert.equal([head.status, head.body], [200, ""]);
  assert.is((await ask(port, "/", "POST")).status, 405);
  handle.close();
});

test.run();
