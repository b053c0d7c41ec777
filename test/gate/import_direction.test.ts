/** Imports point one way, and time, chance and the platform stay in the adapters. @module */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { arrows, breachesOf } from "./laws.ts";
import { blankLiterals, importsOf } from "./source_text.ts";

const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"))
  .sort();

test("no file in src breaks a law of the house", () => {
  const breaches = files.flatMap((path) => breachesOf(path, readFileSync(`src/${path}`, "utf8")));
  assert.is(breaches.join("\n"), "");
});

test("the allowed arrows have no cycle", () => {
  const reaches = (from: string, seen: readonly string[]): boolean =>
    (arrows[from] ?? []).some((to) => seen.includes(to) || reaches(to, [...seen, to]));
  for (const room of Object.keys(arrows)) assert.not(reaches(room, [room]), `${room} reaches itself`);
});

/** Each plants one breach; `says` is part of the complaint, and null means that nothing is wrong. */
const plants: readonly { path: string; source: string; says: string | null }[] = [
  { path: "kube/a.ts", source: `import { a } from "../ports/a.ts";`, says: "kube may not import ports" },
  {
    path: "machines/a.ts",
    source: `import type { Clock } from "../ports/clock.ts";`,
    says: "may not import ports",
  },
  {
    path: "actors/x/a.ts",
    source: `export { a } from "../../http/a.ts";`,
    says: "actors may not import http",
  },
  {
    path: "scenario/a.ts",
    source: `const a = await import("../adapters/sqlite/a.ts");`,
    says: "adapters/sqlite",
  },
  {
    path: "hub/a.ts",
    source: `import\n  {\n a,\n b }\nfrom\n '../edge/a.ts'`,
    says: "hub may not import edge",
  },
  { path: "http/a.ts", source: `type A = import("../actors/a.ts").A;`, says: "http may not import actors" },
  { path: "hub/a.ts", source: `import "../cli/main.ts";`, says: "hub may not import cli" },
  { path: "adapters/memory/a.ts", source: `import { a } from "../sqlite/a.ts";`, says: "adapters/sqlite" },
  { path: "junk/a.ts", source: `import { a } from "../kube/a.ts";`, says: "junk is not a room" },
  { path: "kube/a.ts", source: `import { a } from "./b";`, says: "write the .ts" },
  { path: "cli/a.ts", source: `import { a } from "../../test/a.ts";`, says: "nothing outside src" },
  { path: "hub/a.ts", source: `import { a } from "jsr:@std/path";`, says: "package.json only" },
  {
    path: "machines/a.ts",
    source: `import { readFileSync } from "node:fs";`,
    says: "machines only computes",
  },
  { path: "hub/a.ts", source: `const t = Date.now();`, says: "use Clock.now" },
  { path: "hub/a.ts", source: "const t = `${Date.now()}`;", says: "use Clock.now" },
  { path: "hub/a.ts", source: `const t = new Date();`, says: "use Clock.now" },
  { path: "cli/a.ts", source: `setTimeout(() => {}, 1);`, says: "use Clock.after" },
  { path: "actors/a.ts", source: `const id = crypto.randomUUID();`, says: "use Randomness" },
  { path: "http/a.ts", source: `const c = Math.random();`, says: "use Randomness.next" },
  { path: "hub/a.ts", source: `names.sort((a, b) => a.localeCompare(b));`, says: "src/kube/order.ts" },
  { path: "hub/a.ts", source: `Deno.env.get("HOME");`, says: "use a node: module" },
  { path: "hub/a.ts", source: `process.exit(1);`, says: "a thrown error" },
  { path: "hub/a.ts", source: `function f(x: any): void {}`, says: "use unknown" },
  { path: "hub/a.ts", source: `const x = y as any;`, says: "use unknown" },
  { path: "hub/index.ts", source: `export { a } from "./a.ts";`, says: "re-exports" },
  { path: "hub/a.ts", source: `export * from "./b.ts";`, says: "re-exports" },
  { path: "hub/a.ts", source: `await import(name);`, says: "name the module in a string" },
  { path: "hub/a.ts", source: `// import { a } from "../cli/a.ts"; Date.now()`, says: null },
  { path: "hub/a.ts", source: `/* setTimeout( */ const a = "Math.random";`, says: null },
  { path: "hub/a.ts", source: 'const a = `from "../cli/a.ts" ${b} Date.now()`;', says: null },
  { path: "hub/a.ts", source: `const quote = /["']/; import { a } from "./b.ts";`, says: null },
  { path: "adapters/system/a.ts", source: `Date.now(); Deno.pid; setTimeout(f, 1);`, says: null },
  { path: "actors/a.ts", source: `import { a } from "../machines/a.ts";`, says: null },
  { path: "hub/serve/a.ts", source: `setTimeout(f, 1);`, says: null },
  { path: "hub/serve/a.ts", source: `Date.now();`, says: "use Clock.now" },
];

for (const { path, source, says } of plants) {
  test(`in src/${path}, ${source.replace(/\s+/g, " ")} ${says === null ? "is fine" : `says: ${says}`}`, () => {
    const breaches = breachesOf(path, source).join("\n");
    if (says === null) assert.is(breaches, "");
    else assert.match(breaches, says);
  });
}

test("blanking keeps every line and every word of code in its place", () => {
  const source = 'a("x // y"); // z\nb(`1${c("}")}2`); d = e / f / g; h(/[/"]/);\n';
  assert.is(blankLiterals(source), 'a("      ");     \nb(` ${c(" ")} `); d = e / f / g; h(/    /);\n');
});

test("imports are found in a real file", () => {
  const own = readFileSync("test/gate/laws.ts", "utf8");
  assert.equal(importsOf(own).map(({ text }) => text), ["node:path", "./source_text.ts"]);
});

test.run();
