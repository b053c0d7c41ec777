/** Where a server listens. @module */

export interface ListenAddress {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Reads `127.0.0.1:6443`, `localhost:0` or `[::1]:6443`. Throws `RangeError` for anything else. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/]+)):(\d{1,5})$/.exec(text);
  const [, ipv6, name, digits] = match ?? [];
  const port = Number(digits);
  if (match === null || port > 65535) throw new RangeError(`Cannot listen on "${text}": expected host:port`);
  return { host: ipv6 ?? name ?? "", port };
}
