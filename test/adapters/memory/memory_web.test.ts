/** The web port without sockets. @module */
import { test } from "uvu";
import { createMemoryWeb } from "../../../src/adapters/memory/memory_web.ts";
import { webContract } from "../web_contract.ts";

const web = createMemoryWeb();
let next = 8000;

webContract("memory", {
  web,
  freePort: () => Promise.resolve(next++),
  get: (port, path) => Promise.resolve(web.fetch(port, path) ?? { status: 0, body: "" }),
});

test.run();
