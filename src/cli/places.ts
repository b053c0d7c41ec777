/** Where the program's own files are, whatever directory it is started from. @module */
import { readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `bin`, `scenarios` and `package.json`, absolute, without a slash at its end. */
export const programRoot = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** As package.json says it. */
export function programVersion(): string {
  const manifest = JSON.parse(readFileSync(`${programRoot}/package.json`, "utf8")) as { version: string };
  return manifest.version;
}

/** `path` as a person in `cwd` would write it: relative when that does not climb. */
export function fromHere(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** `text` as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
