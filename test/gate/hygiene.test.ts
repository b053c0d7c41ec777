/** Nothing in the repository depends on one machine, and the lists of dependencies agree with each other. @module */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isInstalled, writeStamp } from "../../tools/dependencies.ts";
import { mentionsOf } from "./source_text.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface PackageLock {
  readonly packages: Readonly<Record<string, Partial<Manifest> & { readonly version: string }>>;
}
interface DenoLock {
  readonly npm: Readonly<Record<string, unknown>>;
  readonly workspace: { readonly packageJson: { readonly dependencies: readonly string[] } };
}

const read = (path: string) => readFileSync(path, "utf8");
const manifest: Manifest = JSON.parse(read("package.json"));
const packageLock: PackageLock = JSON.parse(read("package-lock.json"));
const denoLock: DenoLock = JSON.parse(read("deno.lock"));

const tracked = spawnSync("git", ["ls-files", "-z"], { encoding: "utf8" }).stdout.split("\0").filter((path) =>
  path !== "" && existsSync(path) && statSync(path).isFile()
);
const texts = tracked.filter((path) => !/\.(?:png|ico|woff2|gz)$/.test(path)).map((path) => ({
  path,
  text: read(path),
}));

/** Files in which `pattern` occurs, as `file: what was found`. */
function occurrences(pattern: RegExp, paths: RegExp = /./): string[] {
  return texts.filter(({ path }) => paths.test(path)).flatMap(({ path, text }) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`${path}: ${found[0]}`];
  });
}

test("there is something to look at", () => assert.ok(texts.length > 50 || !existsSync(".git")));

test("no file names a folder of the machine it was written on", () => {
  const root = resolve(".").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const homes = ["root", "home/[a-z]+", "Users/[a-z]+"].map((home) => `(?<![\\w.])/${home}/\\.`).join("|");
  const names = root.length > 4 ? `${root}(?![\\w-])|${homes}` : homes;
  assert.equal(occurrences(new RegExp(names), /^(?!test\/cli\/options)/), []);
});

test("no lockfile names a registry, so that any mirror serves", () => {
  assert.equal(occurrences(/https?:\/\/[^"\s]*(?:registry|npm)[^"\s]*/, /lock(?:\.json)?$/), []);
  assert.equal(occurrences(/"resolved"/, /^package-lock\.json$/), []);
});

test("every dependency is pinned to one version", () => {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const [name, version] of Object.entries(wanted)) {
    assert.match(version, /^\d+\.\d+\.\d+$/, `${name}@${version}`);
  }
});

test("package-lock.json is in step with package.json", () => {
  const root = packageLock.packages[""];
  assert.equal(root?.dependencies, manifest.dependencies);
  assert.equal(root?.devDependencies, manifest.devDependencies);
});

test("deno.lock is in step with package.json", () => {
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  const names = wanted.map(([name, version]) => `npm:${name}@${version}`).sort();
  assert.equal([...denoLock.workspace.packageJson.dependencies].sort(), names);
});

test("both lockfiles resolve to the same versions", () => {
  const byNpm = Object.entries(packageLock.packages).filter(([path]) => path !== "").map((
    [path, { version }],
  ) => `${path.split("node_modules/").at(-1)}@${version}`);
  const byDeno = Object.keys(denoLock.npm).map((key) => key.replace(/(?<=.@[^_]*)_.*$/, ""));
  assert.equal([...new Set(byDeno)].sort(), [...new Set(byNpm)].sort());
});

test("a test file runs all the tests it has: one test.run() at its very end, and no only()", () => {
  const careless = texts.filter(({ path }) => path.endsWith(".test.ts")).filter(({ text }) => {
    const runs = mentionsOf(text, /\btest\.run\(\)/).length;
    return runs !== 1 || !text.trimEnd().endsWith("test.run();") || mentionsOf(text, /\.only\(/).length > 0;
  });
  assert.equal(careless.map(({ path }) => path), []);
});

test("every source file says what it is for", () => {
  const silent = texts.filter(({ path, text }) =>
    /^(?:src|tools|bench)\/.*\.ts$/.test(path) && !/@module/.test(text)
  );
  assert.equal(silent.map(({ path }) => path), []);
});

test("nothing is left for later, and no check is switched off", () => {
  const later = new RegExp(["TO" + "DO", "FIX" + "ME", "X" + "XX"].map((word) => `\\b${word}\\b`).join("|"));
  assert.equal(occurrences(later, /^(?:src|test|tools|bench|bin)\/|^[A-Z]+\.md$/), []);
  assert.equal(occurrences(new RegExp("@ts-(?:" + "ignore|expect-error|nocheck)"), /\.ts$/), []);
  assert.equal(occurrences(new RegExp("deno-lint-" + "ignore[^\\n]*no-explicit-any"), /\.ts$/), []);
});

test("tasks name the permissions they need, except those that run tests", () => {
  const wide = Object.entries(JSON.parse(read("deno.json")).tasks as Record<string, { command: string }>)
    .filter(([, { command }]) => /(?:\s-A\b(?! test\/)|--allow-all)/.test(command));
  assert.equal(wide.map(([name]) => name), []);
  assert.not.match(read("bin/edgechart"), /\s-A\b|--allow-all/);
});

test("links between documents lead somewhere", () => {
  const broken = texts.filter(({ path }) => path.endsWith(".md")).flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = ""]) => join(dirname(path), to))
      .filter((to) => !existsSync(to)).map((to) => `${path} -> ${to}`)
  );
  assert.equal(broken, []);
});

/** A copy of what decides whether an install is due, with one package in it. */
function smallProject(): string {
  const root = mkdtempSync(join(tmpdir(), "edgechart-dependencies-"));
  for (const name of ["package.json", "deno.lock"]) cpSync(name, join(root, name));
  const lock = JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.0" } } });
  writeFileSync(join(root, "package-lock.json"), lock);
  mkdirSync(join(root, "node_modules/a"), { recursive: true });
  return root;
}

test("an install is due until it is stamped, and again when a lockfile changes", () => {
  const root = smallProject();
  assert.not(isInstalled(root));
  writeStamp(root);
  assert.ok(isInstalled(root));
  writeFileSync(join(root, "deno.lock"), "{}");
  assert.not(isInstalled(root));
  rmSync(root, { recursive: true });
});

test("a tree that npm laid out counts, unless a package is missing or of another version", () => {
  const root = smallProject();
  const record = (packages: object) =>
    writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
  record({ "node_modules/a": { version: "1.0.0" } });
  assert.ok(isInstalled(root));
  record({ "node_modules/a": { version: "1.0.1" } });
  assert.not(isInstalled(root));
  record({});
  assert.not(isInstalled(root));
  rmSync(root, { recursive: true });
});

test.run();
