/** @kubernetes/client-node: its configuration, authentication, transport and Watch. @module */
import { createConfiguration, HttpMethod, KubeConfig, RequestContext, Watch } from "@kubernetes/client-node";
import { answerOf, type Ask, type Event, headersOf, targetOf, textOf, type WireClient } from "./client.ts";

/** `kubeconfig` is the path of a file. */
export function createNodeClient(kubeconfig: string): WireClient {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server.replace(/\/+$/, "") ?? "";
  const { origin } = new URL(server);
  const { httpApi } = createConfiguration();
  const watch = new Watch(config);
  // Each once: client-node would otherwise open a connection for every request.
  let secured: Promise<RequestContext> | undefined;
  let unnamed: Promise<RequestContext> | undefined;

  async function security(as: KubeConfig): Promise<RequestContext> {
    const context = new RequestContext(server, HttpMethod.GET);
    await as.applySecurityAuthentication(context);
    return context;
  }

  /** Who brings a token of its own comes without the certificate of the kubeconfig, which would speak first. */
  function securityFor(ask: Ask): Promise<RequestContext> {
    if (ask.headers?.["authorization"] === undefined) return secured ??= security(config);
    return unnamed ??= security(withoutUser(config));
  }

  async function contextOf(ask: Ask): Promise<RequestContext> {
    const known = await securityFor(ask);
    const context = new RequestContext(
      (ask.fromRoot ? origin : server) + targetOf(ask),
      ask.method as HttpMethod,
    );
    const dispatcher = known.getDispatcher();
    if (dispatcher !== undefined) context.setDispatcher(dispatcher);
    for (const [name, value] of Object.entries({ ...known.getHeaders(), ...headersOf(ask) })) {
      context.setHeaderParam(name, value);
    }
    const text = textOf(ask);
    if (text !== undefined) context.setBody(text);
    return context;
  }

  return {
    name: "client-node",
    send: async (ask) => {
      const response = await httpApi.send(await contextOf(ask)).toPromise();
      return answerOf(response.httpStatusCode, await response.body.text(), response.headers);
    },
    watch: (ask, isEnough) => watchUntil(watch, ask, isEnough),
    close: () => {
      for (const one of [secured, unnamed]) void one?.then((context) => context.getDispatcher()?.destroy?.());
    },
  };
}

/** The same server, and nobody. */
function withoutUser(config: KubeConfig): KubeConfig {
  const cluster = config.getCurrentCluster()!;
  const nobody = new KubeConfig();
  nobody.loadFromClusterAndUser(cluster, { name: "nobody" });
  return nobody;
}

function watchUntil(
  watch: Watch,
  { path, query = {} }: Ask,
  isEnough: (events: readonly Event[]) => boolean,
): Promise<readonly Event[]> {
  const events: Event[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<readonly Event[]>();
  const seen = (type: string, object: Event["object"]) => {
    events.push({ type, object });
    if (isEnough(events)) resolve(events);
  };
  const done = (error: unknown) => error && events.length === 0 ? reject(error) : resolve(events);
  const opened = watch.watch(path, query, seen, done);
  if (isEnough(events)) resolve(events);
  // Aborting ends the connection; `done` is then told of it, which changes nothing any more.
  return promise.finally(async () => (await opened).abort());
}
