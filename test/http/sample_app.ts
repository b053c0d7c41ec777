/** The app over the sample society, asked without a socket. @module */
import type { Hono } from "hono";
import { type AppOptions, createApp } from "../../src/http/app.ts";
import type { AppEnv } from "../../src/http/env.ts";
import type { Log } from "../../src/ports/log.ts";
import { ManualClock } from "./manual_clock.ts";
import { SampleDirectory } from "./sample_directory.ts";

export interface Sample {
  readonly app: Hono<AppEnv>;
  readonly directory: SampleDirectory;
  readonly clock: ManualClock;
  readonly logged: unknown[];
  /** GET unless `init` says otherwise, from this machine's own name. */
  ask(
    path: string,
    init?: { readonly method?: string; readonly headers?: Record<string, string> },
  ): Promise<Response>;
}

/** A fresh app, directory and clock. */
export function createSample(options: Partial<AppOptions> = {}): Sample {
  const directory = new SampleDirectory();
  const clock = new ManualClock();
  const logged: unknown[] = [];
  const ignore = () => {};
  const log: Log = { debug: ignore, info: ignore, warn: ignore, error: (fields) => void logged.push(fields) };
  const app = createApp({ directory, feed: directory, clock, log, ...options });
  const ask: Sample["ask"] = async (path, init = {}) =>
    await app.request(path, { ...init, headers: { host: "127.0.0.1:7070", ...init.headers } });
  return { app, directory, clock, logged, ask };
}
