/** The files a story may name: those in its own folder, and no other. @module */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

export type FileAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string };

export interface StoryFiles {
  /** `name` is relative to the folder of the story, with forward slashes. */
  read(name: string): FileAnswer;
  /** How the file is called in messages. */
  display(name: string): string;
}

const bytesMax = 1_048_576;

/**
 * The files below `folder` on disk. A story may come from a stranger, so neither `..` nor an absolute path nor a
 * symbolic link leads outside.
 */
export function createStoryFiles(folder: string): StoryFiles {
  return {
    display: (name) => folder === "." ? name : join(folder, name),
    read(name) {
      if (isAbsolute(name) || isOutside(resolve(folder), resolve(folder, name))) return outside;
      try {
        const root = realpathSync(resolve(folder));
        const file = realpathSync(resolve(root, name));
        return isOutside(root, file) ? outside : readBounded(file);
      } catch (error) {
        return { ok: false, why: explain(error as NodeJS.ErrnoException) };
      }
    },
  };
}

const outside: FileAnswer = { ok: false, why: "it lies outside the scenario's folder" };

function isOutside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function readBounded(file: string): FileAnswer {
  const { size } = statSync(file);
  if (size > bytesMax) return { ok: false, why: `it is larger than ${bytesMax} bytes` };
  const text = decode(readFileSync(file));
  return text === null ? { ok: false, why: "it is not UTF-8 text" } : { ok: true, text };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const reasons = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "a part of the path is no folder"],
  ["EISDIR", "it is a folder"],
  ["EACCES", "this user may not read it"],
  ["ELOOP", "its symbolic links lead in a circle"],
]);

function explain({ code = "", message }: NodeJS.ErrnoException): string {
  return reasons.get(code) ?? `it cannot be read (${message})`;
}
