/** Where to listen, and what to tell a person when it does not work. @module */

/** A listener that could not be opened. The message is meant for the person who gave the address. */
export class ListenError extends Error {
  override readonly name = "ListenError";

  /** @param listen the address as it was given; `error` as the runtime raised it. */
  static from(listen: string, error: NodeJS.ErrnoException): ListenError {
    return new ListenError(`Cannot listen on ${listen}: ${explain(error)}`, { cause: error });
  }
}

export interface Address {
  /** As a socket wants it: no brackets around IPv6. */
  readonly host: string;
  readonly port: number;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/**
 * Reads `HOST:PORT`, with IPv6 in brackets.
 *
 * @throws {ListenError} for another form, and for a host that is not loopback: actor state is served without a
 * password, so only this machine may ask.
 */
export function parseListen(listen: string): Address {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(listen);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    throw new ListenError(`Cannot listen on ${listen}: it must be HOST:PORT, such as 127.0.0.1:7070.`);
  }
  if (loopback.test(host)) return { host, port };
  const why = "actor state has no password, so it is served to this machine only";
  throw new ListenError(`Cannot listen on ${listen}: ${why}. Use --listen 127.0.0.1:${port}.`);
}

/** `HOST:PORT` as a URL wants it. */
export function formatAddress(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function explain(error: NodeJS.ErrnoException): string {
  const another = "Choose another with --listen HOST:PORT.";
  switch (error.code) {
    case "EADDRINUSE":
      return `the port is in use. ${another}`;
    case "EACCES":
      return `this user may not open that port. ${another}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `this machine has no such address. ${another}`;
    default:
      return `${error.message}. ${another}`;
  }
}
