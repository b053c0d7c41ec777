/** Finds a Node that strips types: this one, the one on PATH, or else one from the registry. @module */
import { spawnSync } from "node:child_process";
import process from "node:process";

/** The oldest Node the sources run on, as [major, minor]. */
export const oldestNode: readonly [number, number] = [22, 19];

export type NodeBinary =
  | { readonly path: string; readonly version: string }
  | { readonly missing: string };

/** Takes the Node it runs on, then PATH's, then `npx -y node@24`. The answer says why when there is none. */
export function findNode(): NodeBinary {
  if (!("deno" in process.versions)) return { path: process.execPath, version: process.versions.node };
  const local = versionOf("node");
  if (local !== null && isNewEnough(local)) return { path: "node", version: local };
  const fetched = spawnSync("npx", ["-y", "node@24", "-p", "process.execPath"], {
    encoding: "utf8",
    timeout: 300_000,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const path = fetched.status === 0 ? fetched.stdout.trim().split("\n").at(-1) ?? "" : "";
  const version = path === "" ? null : versionOf(path);
  if (version !== null && isNewEnough(version)) return { path, version };
  const why = fetched.error?.message ?? (fetched.stderr.trim().split("\n").at(-1) || "no answer");
  return {
    missing: `node on PATH is ${local ?? "missing"}, ${
      oldestNode.join(".")
    } is needed, and npx could not fetch one: ${why}`,
  };
}

/** Whether a version such as "24.21.0" can run the sources. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

function versionOf(path: string): string | null {
  const asked = spawnSync(path, ["-p", "process.versions.node"], { encoding: "utf8", env: process.env });
  return asked.status === 0 ? asked.stdout.trim() : null;
}
