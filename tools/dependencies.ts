/**
 * Says whether `node_modules` holds what the lockfiles ask for, so that a task installs once and not each time.
 *
 * `deno run tools/dependencies.ts check` exits 0 when everything is there and 1 when an install is due; `stamp`
 * remembers a finished install by Deno. npm keeps its own record (`node_modules/.package-lock.json`), so a tree
 * that npm laid out counts as well. Imports nothing from npm: it runs before anything is installed. @module
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

const stampName = ".edgechart-installed";

/** A digest that changes with the wanted dependencies (package.json) or with what they resolve to (deno.lock). */
export function wantedDigest(root: string): string {
  const hash = createHash("sha256");
  for (const name of ["package.json", "deno.lock"]) hash.update(readFileSync(join(root, name))).update("\0");
  return hash.digest("hex");
}

/** Whether `root/node_modules` is complete and current. */
export function isInstalled(root: string): boolean {
  return stampAgrees(root) || npmRecordAgrees(root);
}

/** Remembers that `root/node_modules` was just filled from the present lockfile. */
export function writeStamp(root: string): void {
  writeFileSync(join(root, "node_modules", stampName), wantedDigest(root) + "\n");
}

function stampAgrees(root: string): boolean {
  const stamp = join(root, "node_modules", stampName);
  return existsSync(stamp) && readFileSync(stamp, "utf8").trim() === wantedDigest(root);
}

function npmRecordAgrees(root: string): boolean {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const [wanted, present] = [packagesOf(join(root, "package-lock.json")), packagesOf(record)];
  return [...wanted].every(([path, { version, optional, devOptional }]) => {
    const found = present.get(path);
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version && existsSync(join(root, path));
  });
}

function packagesOf(lockfile: string): Map<string, LockedPackage> {
  const { packages } = JSON.parse(readFileSync(lockfile, "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  return new Map(Object.entries(packages).filter(([path]) => path !== ""));
}

if (import.meta.main) {
  const root = join(import.meta.dirname ?? ".", "..");
  if (process.argv[2] === "stamp") writeStamp(root);
  else process.exitCode = isInstalled(root) ? 0 : 1;
}
