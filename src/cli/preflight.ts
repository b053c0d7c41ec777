/** Looks before leaping: ports and directories are tried before anything is made, so that a refusal leaves nothing behind. @module */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { EdgeSpec } from "../scenario/story/scenario.ts";
import { CommandError, quoted } from "./command_error.ts";
import type { Settings } from "./options.ts";

/** A socket that will be wanted: where, and how the person can choose another. */
interface Wish {
  readonly host: string;
  readonly port: number;
  readonly instead: string;
}

/**
 * Makes sure that the world can be opened, and leaves everything as it was.
 *
 * @throws {CommandError} with one line that says what to do.
 */
export async function preflight(settings: Settings, edges: readonly EdgeSpec[]): Promise<void> {
  if (settings.hubKubeconfig !== null) checkReadable(settings.hubKubeconfig);
  const wishes = [...listeners(settings), ...edgePorts(edges)];
  checkDistinct(wishes);
  for (const wish of wishes) await checkFree(wish);
  tryDirectory(settings.dataDir);
}

/** The same for a hub alone, which has no actor endpoint. @throws {CommandError} */
export async function preflightHub(settings: Settings): Promise<void> {
  for (const wish of listeners(settings).slice(1)) await checkFree(wish);
  tryDirectory(settings.dataDir);
}

function listeners({ listen, hubListen, hubKubeconfig }: Settings): readonly Wish[] {
  const actors = { ...splitAddress(listen), instead: "choose another with --listen HOST:PORT" };
  const hub = { ...splitAddress(hubListen), instead: "choose another with --hub-listen HOST:PORT" };
  return hubKubeconfig === null ? [actors, hub] : [actors];
}

function edgePorts(edges: readonly EdgeSpec[]): readonly Wish[] {
  return edges.flatMap(({ name, kindConfig }) =>
    kindConfig.portMappings.map(({ hostPort }) => ({
      host: "127.0.0.1",
      port: hostPort,
      instead: `change hostPort ${hostPort} of edge ${name} in ${kindConfig.file}`,
    }))
  );
}

/** The text is `HOST:PORT`, checked when the options were read; brackets around IPv6 are taken off. */
function splitAddress(text: string): { readonly host: string; readonly port: number } {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
}

function checkDistinct(wishes: readonly Wish[]): void {
  const taken = new Set<number>();
  for (const { port, instead } of wishes) {
    if (taken.has(port)) throw new CommandError(`Cannot use port ${port} twice: ${instead}.`);
    if (port !== 0) taken.add(port);
  }
}

function checkFree({ host, port, instead }: Wish): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      reject(new CommandError(`Cannot listen on ${host}:${port}: ${explain(error)}, or ${instead}.`));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "EADDRINUSE":
      return "the port is in use. Stop what uses it";
    case "EACCES":
      return "this user may not open that port. Take one above 1023";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return "this machine has no such address. Take 127.0.0.1";
    default:
      return `${error.message}. Mend that`;
  }
}

function checkReadable(file: string): void {
  try {
    readFileSync(file);
  } catch (error) {
    throw refusal(`Cannot read ${quoted(file)}`, error, "Give --hub-kubeconfig a file that you may read.");
  }
}

/** Makes the directory if it is missing, writes in it, and removes again what it made. */
function tryDirectory(directory: string): void {
  try {
    const isNew = makeIfMissing(directory);
    rmdirSync(mkdtempSync(join(directory, ".probe-")));
    readdirSync(directory);
    if (isNew) rmdirSync(directory);
  } catch (error) {
    const what = `Cannot use ${quoted(directory)} as data directory`;
    throw refusal(what, error, "Choose another with --data-dir DIR.");
  }
}

function makeIfMissing(directory: string): boolean {
  if (existsSync(directory)) return false;
  mkdirSync(directory, { mode: 0o700 });
  return true;
}

const reasons = new Map([
  ["EACCES", "this user may not"],
  ["EPERM", "this user may not"],
  ["EEXIST", "it is no directory"],
  ["ENOTDIR", "a part of the path is no directory"],
  ["EISDIR", "it is a directory"],
  ["ENOENT", "it, or the folder it is in, does not exist"],
  ["EROFS", "the disk is read-only"],
  ["ENOSPC", "the disk is full"],
]);

function refusal(what: string, error: unknown, advice: string): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new CommandError(`${what}: ${reasons.get(code ?? "") ?? message}. ${advice}`, { cause: error });
}
