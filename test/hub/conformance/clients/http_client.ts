/** Raw HTTP: nothing between a case and the server but TLS. @module */
import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import type { Access } from "../../../../src/adapters/kubernetes/access.ts";
import { answerOf, type Ask, type Event, headersOf, targetOf, textOf, type WireClient } from "./client.ts";

export function createHttpClient(access: Access): WireClient {
  const agent = new Agent({ keepAlive: true });
  const base = new URL(access.server);
  const prefix = base.pathname.replace(/\/$/, "");

  async function open(ask: Ask): Promise<IncomingMessage> {
    const { tls, headers } = credentialsFor(ask, await access.credentials());
    const { hostname, port } = base;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = httpsRequest({
      ...tls,
      agent,
      hostname,
      port,
      method: ask.method,
      path: (ask.fromRoot ? "" : prefix) + targetOf(ask),
      headers: { ...headers, ...headersOf(ask) },
    });
    request.on("response", resolve);
    request.on("error", reject);
    const text = textOf(ask);
    // Node sends the body of a DELETE without a length unless it is told one.
    if (text !== undefined) request.setHeader("content-length", Buffer.byteLength(text));
    request.end(text);
    return await promise;
  }

  return {
    name: "http",
    send: async (ask) => {
      const response = await open(ask);
      return answerOf(response.statusCode ?? 0, await readAll(response), plain(response.headers));
    },
    watch: async (ask, isEnough) => {
      const response = await open({ ...ask, query: { ...ask.query, watch: "true" } });
      if (response.statusCode !== 200) {
        throw new Error(
          answerOf(response.statusCode ?? 0, await readAll(response), plain(response.headers)).message,
        );
      }
      const events = await readEvents(response, isEnough);
      response.destroy();
      return events;
    },
    close: () => agent.destroy(),
  };
}

type Credentials = Awaited<ReturnType<Access["credentials"]>>;

/** Who brings a token of its own comes without the certificate of the kubeconfig, which would speak first. */
function credentialsFor(ask: Ask, { tls, headers }: Credentials): Credentials {
  if (ask.headers?.["authorization"] === undefined) return { tls, headers };
  return { tls: { ...tls, cert: undefined, key: undefined }, headers };
}

async function readAll(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += chunk;
  return text;
}

async function readEvents(
  response: IncomingMessage,
  isEnough: (events: readonly Event[]) => boolean,
): Promise<readonly Event[]> {
  const events: Event[] = [];
  let rest = "";
  response.setEncoding("utf8");
  if (isEnough(events)) return events;
  for await (const chunk of response) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line !== "") events.push(JSON.parse(line));
      if (isEnough(events)) return events;
    }
  }
  return events;
}

function plain(headers: IncomingMessage["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
