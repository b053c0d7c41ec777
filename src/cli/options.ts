/** Flags and their environment variables: the flag wins, then the variable, then the default. @module */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseListen } from "../http/listen.ts";
import { parseDuration } from "../scenario/story/duration.ts";
import { CommandError, quoted } from "./command_error.ts";

export interface Flag {
  /** Without dashes. */
  readonly name: string;
  /** What stands for the value in the help; null for a switch. */
  readonly takes: string | null;
  readonly help: string;
  readonly fallback?: string;
  /** Another flag of one command only; it has no variable. */
  readonly local?: true;
  /** May be given several times. */
  readonly repeats?: true;
}

export const sharedFlags = {
  dataDir: { name: "data-dir", takes: "DIR", help: "where everything is kept", fallback: ".edgechart" },
  listen: { name: "listen", takes: "HOST:PORT", help: "the actor endpoint", fallback: "127.0.0.1:7070" },
  hubListen: { name: "hub-listen", takes: "HOST:PORT", help: "the hub's API", fallback: "127.0.0.1:6443" },
  hubKubeconfig: {
    name: "hub-kubeconfig",
    takes: "FILE",
    help: "use the hub this kubeconfig names, over HTTPS",
  },
  durability: {
    name: "durability",
    takes: "LEVEL",
    help: "what an acknowledged write survives: disk (a power cut) or kernel (kill -9)",
    fallback: "disk",
  },
  statusInterval: {
    name: "status-interval",
    takes: "DURATION",
    help: "the status of one object comes back at most once in this time",
    fallback: "1s",
  },
  logLevel: {
    name: "log-level",
    takes: "LEVEL",
    help: "debug, info, warn, error or silent, on standard error",
    fallback: "warn",
  },
  json: { name: "json", takes: null, help: "print one JSON object a line" },
} as const satisfies Record<string, Flag>;

const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = typeof logLevels[number];

const durabilities = ["disk", "kernel"] as const;
/** Where a write of the embedded hub must have arrived before it is acknowledged over HTTPS. */
export type Durability = typeof durabilities[number];

/** What the shared flags and variables say, checked. */
export interface Settings {
  /** Absolute. */
  readonly dataDir: string;
  /** `HOST:PORT` on loopback. */
  readonly listen: string;
  readonly hubListen: string;
  /** Absolute; null for the embedded hub in this process. */
  readonly hubKubeconfig: string | null;
  /** What an acknowledged write survives; absent: disk. */
  readonly durability?: Durability;
  /** The status of one object is written at most once in this time; absent: a second. */
  readonly statusIntervalMs?: number;
  readonly logLevel: LogLevel;
  readonly json: boolean;
}

/** A parsed command line: the settings, the command's own flags as text, and the rest. */
export interface CommandLine {
  readonly settings: Settings;
  readonly own: ReadonlyMap<string, string>;
  /** The values of those of them that may be repeated, in the order in which they were given. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** `data-dir` is `EDGECHART_DATA_DIR`. */
export function variableOf({ name }: Flag): string {
  return `EDGECHART_${name.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * Null when `--help` is among the arguments.
 *
 * @throws {CommandError} for a flag the command does not have, and for a value that cannot be.
 */
export function parseCommandLine(
  flags: readonly Flag[],
  args: readonly string[],
  around: Surroundings,
): CommandLine | null {
  const { values, repeated, positionals } = parseFlags(flags, args);
  if (values.has("help")) return null;
  const own = new Map([...values].filter(([name]) => flags.some((flag) => flag.name === name && flag.local)));
  return { settings: settingsOf(values, around), own, repeated, positionals };
}

function parseFlags(flags: readonly Flag[], args: readonly string[]) {
  const help = { type: "boolean", short: "h" } as const;
  const specs = flags.map(({ name, takes, repeats = false }) =>
    [name, { type: takes === null ? "boolean" : "string", multiple: repeats }] as const
  );
  try {
    const options = { help, ...Object.fromEntries(specs) };
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const values: readonly (readonly [string, unknown])[] = Object.entries(parsed.values);
    const single = values.filter(([, value]) => !Array.isArray(value));
    const repeated = values.filter(([, value]) => Array.isArray(value)) as [string, readonly string[]][];
    return {
      values: new Map(single.map(([name, value]) => [name, String(value)])),
      repeated: new Map(repeated),
      positionals: parsed.positionals,
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandError(`${error.message.split("\n")[0]?.replace(/\.? To specify.*/, "")} (see --help)`);
  }
}

function settingsOf(values: ReadonlyMap<string, string>, { env, cwd }: Surroundings): Settings {
  const pick = (flag: Flag): Picked => pickValue(flag, values, env);
  const kubeconfig = pick(sharedFlags.hubKubeconfig);
  return {
    dataDir: resolve(cwd, pick(sharedFlags.dataDir).value),
    listen: loopbackAddress(pick(sharedFlags.listen)),
    hubListen: address(pick(sharedFlags.hubListen)),
    hubKubeconfig: kubeconfig.value === "" ? null : resolve(cwd, kubeconfig.value),
    durability: oneOf(durabilities, pick(sharedFlags.durability)),
    statusIntervalMs: duration(pick(sharedFlags.statusInterval)),
    logLevel: oneOf(logLevels, pick(sharedFlags.logLevel)),
    json: truth(pick(sharedFlags.json)),
  };
}

/** A value, and what the person must change to change it. */
interface Picked {
  readonly value: string;
  readonly from: string;
  readonly fallback: string;
}

function pickValue(
  flag: Flag,
  values: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): Picked {
  const [typed, variable] = [values.get(flag.name), env[variableOf(flag)]];
  if (typed === "") throw new CommandError(`--${flag.name} needs a value: ${flag.takes} (see --help)`);
  const { fallback = "" } = flag;
  if (typed !== undefined) return { value: typed, from: `--${flag.name}`, fallback };
  if (variable !== undefined && variable !== "") return { value: variable, from: variableOf(flag), fallback };
  return { value: fallback, from: `--${flag.name}`, fallback };
}

function address({ value, from, fallback }: Picked): string {
  const port = Number(/^(?:\[[0-9a-fA-F:.]+\]|[^:[\]\s]+):(\d{1,5})$/.exec(value)?.[1] ?? Number.NaN);
  if (port >= 0 && port <= 65_535) return value;
  throw new CommandError(`${from} takes HOST:PORT, such as ${fallback}, not ${quoted(value)}`);
}

function loopbackAddress(picked: Picked): string {
  const listen = address(picked);
  parseListen(listen);
  return listen;
}

function oneOf<T extends string>(words: readonly T[], { value, from }: Picked): T {
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw new CommandError(`${from} takes ${words.join(", ")}, not ${quoted(value)}`);
}

function duration({ value, from, fallback }: Picked): number {
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  throw new CommandError(`${from} takes a duration, such as ${fallback}, not ${quoted(value)}`);
}

function truth({ value, from }: Picked): boolean {
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0" || value === "") return false;
  throw new CommandError(`${from} takes true or false, not ${quoted(value)}`);
}
