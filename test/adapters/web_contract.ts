/** What every WebPort does, whoever serves. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { WebFiles, WebHandle, WebPort } from "../../src/ports/web.ts";

/** A web port, and a way to ask it; status 0 means that nothing answers. */
export interface WebBench {
  readonly web: WebPort;
  /** A port that is free now. */
  readonly freePort: () => Promise<number>;
  readonly get: (port: number, path: string) => Promise<{ status: number; body: string }>;
}

const page: WebFiles = new Map([["index.html", "home"], ["css/index.html", "styles"], ["a b.txt", "spaced"]]);

/** Serves, and waits for the answer. */
export function serve(web: WebPort, port: number, files: WebFiles): Promise<[WebHandle, string | null]> {
  return new Promise((resolve) => {
    const served: { handle?: WebHandle; problem?: string | null } = {};
    const done = () => {
      if (served.handle && served.problem !== undefined) resolve([served.handle, served.problem]);
    };
    served.handle = web.serve(port, files, (problem) => {
      served.problem = problem;
      done();
    });
    done();
  });
}

/** Adds the contract's tests for one implementation. */
export function webContract(name: string, bench: WebBench): void {
  const { web, freePort, get } = bench;

  test(`${name}: serves files, and the index of a directory`, async () => {
    const port = await freePort();
    const [handle, problem] = await serve(web, port, page);
    assert.is(problem, null);
    assert.equal(await get(port, "/"), { status: 200, body: "home" });
    assert.equal(await get(port, "/css/"), { status: 200, body: "styles" });
    assert.equal(await get(port, "/a%20b.txt?x=1"), { status: 200, body: "spaced" });
    assert.is((await get(port, "/none.html")).status, 404);
    handle.close();
  });

  test(`${name}: shows new files from the next request on`, async () => {
    const port = await freePort();
    const [handle] = await serve(web, port, page);
    handle.update(new Map([["index.html", new TextEncoder().encode("new")]]));
    assert.equal(await get(port, "/"), { status: 200, body: "new" });
    assert.is((await get(port, "/css/")).status, 404);
    handle.close();
  });

  test(`${name}: a taken port is a problem and not a crash; a closed one is free again`, async () => {
    const port = await freePort();
    const [first] = await serve(web, port, page);
    const [second, problem] = await serve(web, port, new Map());
    assert.is(problem, `port ${port} is already in use`);
    second.close();
    assert.is((await get(port, "/")).status, 200);
    first.close();
    first.close();
    assert.is((await get(port, "/")).status, 0);
    const [third, none] = await serve(web, port, page);
    assert.is(none, null);
    third.close();
  });

  test(`${name}: no path leads out of the files, and odd names are only names`, async () => {
    const port = await freePort();
    const [handle] = await serve(web, port, new Map([["__proto__", "data"], ["index.html", "home"]]));
    assert.is((await get(port, "/__proto__")).body, "data");
    for (const path of ["/constructor", "/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%ff"]) {
      assert.is((await get(port, path)).status, 404, path);
    }
    handle.close();
  });
}
