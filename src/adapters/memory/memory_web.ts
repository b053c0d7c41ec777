/** Web servers without sockets: what would be served, for replay and simulation. @module */
import { webFileName } from "../../ports/web.ts";
import type { WebFiles, WebHandle, WebPort } from "../../ports/web.ts";

/** What `curl` would have got. */
export interface WebAnswer {
  readonly status: 200 | 404;
  readonly body: string;
}

export interface MemoryWeb extends WebPort {
  /** The page at a path of a port, `/` meaning `/index.html`; undefined when nothing listens there. */
  fetch(port: number, path: string): WebAnswer | undefined;
  /** Ports in use, ascending. */
  ports(): readonly number[];
}

/** A machine of its own: every port is free until it is served. */
export function createMemoryWeb(): MemoryWeb {
  const sites = new Map<number, { files: WebFiles }>();
  return {
    serve(port, files, answer): WebHandle {
      if (sites.has(port)) {
        answer(`port ${port} is already in use`);
        return { update: () => {}, close: () => {} };
      }
      const site = { files };
      sites.set(port, site);
      answer(null);
      return {
        update: (newer) => void (site.files = newer),
        close: () => void (sites.get(port) === site && sites.delete(port)),
      };
    },
    fetch(port, path) {
      const site = sites.get(port);
      if (site === undefined) return undefined;
      const name = webFileName(path);
      const content = name === undefined ? undefined : site.files.get(name);
      if (content === undefined) return { status: 404, body: "Not Found\n" };
      return { status: 200, body: typeof content === "string" ? content : new TextDecoder().decode(content) };
    },
    ports: () => [...sites.keys()].sort((a, b) => a - b),
  };
}
