/** Web servers on the machine's loopback address, with node:http. @module */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { webFileName } from "../../ports/web.ts";
import type { WebFiles, WebHandle, WebPort } from "../../ports/web.ts";

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  xml: "application/xml",
};

/**
 * Opens each port on `host` (default 127.0.0.1). A request is a key of the files map and never a path of the
 * file system, so no `..` leads anywhere.
 */
export function createSystemWeb(host = "127.0.0.1"): WebPort {
  return { serve: (port, files, answer) => serve(host, port, files, answer) };
}

function serve(
  host: string,
  port: number,
  files: WebFiles,
  answer: (problem: string | null) => void,
): WebHandle {
  const site = { files };
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    respond(site.files, request, response);
  });
  listen(server, host, port, answer);
  return { update: (newer) => void (site.files = newer), close: () => closeNow(server) };
}

/** The first event after `listen` decides; a later error is the connection's own business. */
function listen(server: Server, host: string, port: number, answer: (problem: string | null) => void): void {
  let answered = false;
  const once = (problem: string | null) => {
    if (!answered) answer(problem);
    answered = true;
  };
  server.on("error", (error: NodeJS.ErrnoException) => {
    once(error.code === "EADDRINUSE" ? `port ${port} is already in use` : error.message);
  });
  server.listen(port, host, () => once(null));
}

function closeNow(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function respond(files: WebFiles, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return;
  }
  const name = webFileName(request.url ?? "/");
  const content = name === undefined ? undefined : files.get(name);
  if (name === undefined || content === undefined) {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Not Found\n");
    return;
  }
  const body = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const headers = { "content-type": typeOf(name), "content-length": body.byteLength };
  response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : body);
}

function typeOf(name: string): string {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(contentTypes, extension) ? contentTypes[extension]! : "application/octet-stream";
}
