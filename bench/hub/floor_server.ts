/** The floor of everything that is served: bare Hono over the same HTTPS, which looks nothing up and keeps nothing. @module */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

export interface FloorServer {
  readonly url: string;
  /** What `GET /list` answers, made into text anew for each request. */
  list: unknown;
  /** What each `POST /create` writes to every open `GET /watch`. */
  line: string;
  close(): void;
}

/** `pem` holds a certificate and its key. */
export async function startFloorServer(pem: string): Promise<FloorServer> {
  const app = new Hono();
  const controllers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const floor: { list: unknown; line: string } = { list: null, line: "" };
  const encoder = new TextEncoder();
  app.get("/list", (context) => context.json(floor.list as object));
  app.post("/create", async (context) => {
    const bytes = encoder.encode(floor.line);
    for (const controller of controllers) controller.enqueue(bytes);
    return context.json(await context.req.json(), 201);
  });
  app.get("/watch", () =>
    new Response(
      new ReadableStream<Uint8Array>({ start: (controller) => void controllers.add(controller) }),
      { headers: { "content-type": "application/json" } },
    ));
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  const serverOptions = { cert: pem, key: pem };
  const options = { fetch: app.fetch, createServer, serverOptions, port: 0, hostname: "127.0.0.1" };
  const server = serve(options, (address) => resolve((address as AddressInfo).port));
  const url = `https://127.0.0.1:${await listening}`;
  return Object.assign(floor, {
    url,
    close: () => void server.close(),
  });
}
