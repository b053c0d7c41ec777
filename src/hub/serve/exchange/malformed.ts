/** What is no HTTP, or not in time: answered in one line, and in the audit log like every other request (S20). @module */
import { Buffer } from "node:buffer";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { writeAuditLine } from "./audit.ts";
import type { ServerContext } from "./exchange.ts";

/** By the parser's or the server's code; everything else is a connection that broke, and nobody is left to answer. */
function statusOf(code: string): readonly [number, string] | undefined {
  if (code === "HPE_HEADER_OVERFLOW") return [431, "Request Header Fields Too Large"];
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return [408, "Request Timeout"];
  return code.startsWith("HPE_") ? [400, "Bad Request"] : undefined;
}

/** Takes care of what the server does not make a request of. `isServing` tells whether a socket has one under way. */
export function refuseMalformed(
  server: Server,
  context: ServerContext,
  isServing: (socket: Socket) => boolean,
): void {
  const refused = new WeakSet<Duplex>();
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    const known = statusOf(error.code ?? "");
    const from = socket as Socket;
    // A request that breaks off in its body has its own answer and its own line.
    if (known === undefined || isServing(from) || from.bytesRead === 0) return void socket.destroy();
    if (refused.has(socket)) return; // what came behind it is part of the same request
    refused.add(socket);
    writeAuditLine(context, {}, known[0], from.remoteAddress);
    refuse(socket, known);
  });
  server.on("connect", (request: IncomingMessage, socket: Duplex) => {
    writeAuditLine(context, { request }, 405);
    refuse(socket, [405, "Method Not Allowed"]);
  });
}

function refuse(socket: Duplex, [code, reason]: readonly [number, string]): void {
  if (!socket.writable) return void socket.destroy();
  const length = Buffer.byteLength(reason);
  socket.end(
    `HTTP/1.1 ${code} ${reason}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\n\r\n${reason}`,
    () => socket.destroy(),
  );
}
