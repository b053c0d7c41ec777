/** The log of a command: pino on standard error, through the same net that keeps secrets out of HTTP answers. @module */
import { createPinoLog } from "../../adapters/system/pino_log.ts";
import { toSafeJson } from "../../http/redact.ts";
import type { Log } from "../../ports/log.ts";
import type { LogLevel } from "../options.ts";

export function createLog(level: LogLevel): Log {
  return createPinoLog({ level, clean: withoutSecrets });
}

/** Fields that JSON cannot say (a cycle, a bigint) must not end the program: the line says so instead. */
function withoutSecrets(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return JSON.parse(toSafeJson(fields)) as Record<string, unknown>;
  } catch (error) {
    return { unprintable: error instanceof Error ? error.message : String(error) };
  }
}
