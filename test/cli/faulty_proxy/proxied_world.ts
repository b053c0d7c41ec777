/** A hub, a faulty proxy before it, and runtime and edges that know the hub through the proxy only. @module */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { openHubAlone } from "../../../src/cli/compose/live_hub.ts";
import { openLiveWorld } from "../../../src/cli/compose/live_world.ts";
import type { LiveWorld } from "../../../src/cli/compose/world.ts";
import type { Settings } from "../../../src/cli/options.ts";
import { locations, workspaces } from "../../../src/kube/kcp_api.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { silentObserver } from "../../../src/scenario/observer.ts";
import { playScenario } from "../../../src/scenario/play_scenario.ts";
import { loadScenario } from "../../../src/scenario/read/load_scenario.ts";
import type { EdgeSpec, Scenario } from "../../../src/scenario/story/scenario.ts";
import type { EdgeWorld } from "../../../src/scenario/world.ts";
import { listAll, until, wait } from "../kill/asking.ts";
import { Births } from "../kill/births.ts";
import { exampleFile, withoutInsights } from "../kill/example.ts";
import { freePort } from "../kill/free_port.ts";
import { foreign, type Spot, uids, unfulfilled } from "../kill/look.ts";
import { createForeign, nextChange } from "../kill/user.ts";
import { firstWish, type Wish } from "../kill/wish.ts";
import { faults, type Mode } from "./modes.ts";
import { FaultyProxy } from "./proxy.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const random = { listen: "127.0.0.1:0", hubListen: "127.0.0.1:0", logLevel: "silent", json: false } as const;

/** How long a fault lasts, and the time between two, at most. */
const faultWithinMs = 900;
const restWithinMs = 300;

/** How long a fault waits for something that it could befall. */
const idleWithinMs = 2_000;

interface Parts {
  readonly home: string;
  readonly proxy: FaultyProxy;
  readonly live: LiveWorld;
  readonly hub: ClusterApi;
  readonly scenario: Scenario;
  readonly ports: ReadonlyMap<number, number>;
  readonly closeHub: () => Promise<void>;
}

export class ProxiedWorld {
  readonly problems: string[] = [];
  readonly #parts: Parts;
  readonly #random: () => number;
  readonly #births = new Births();
  #wish: Wish = firstWish;
  #mailboxes: readonly Spot[] = [];
  #foreign = "";
  #striking: Promise<void> = Promise.resolve();
  readonly #due: Mode[] = [];

  private constructor(parts: Parts, seed: number) {
    this.#parts = parts;
    this.#random = seededRandomness(seed).next;
  }

  static async open(seed: number): Promise<ProxiedWorld> {
    return new ProxiedWorld(await openParts(), seed);
  }

  /** The hub as its administrator sees it, past the proxy. */
  api(name: string): ClusterApi {
    const edge = this.#parts.live.world.edges.get(name);
    return edge?.api ?? this.#parts.hub;
  }

  /** Plays the example; with every other step, a fault strikes and passes. */
  async playUnderFaults(): Promise<void> {
    const { scenario, live, hub, ports } = this.#parts;
    const edges = new Map([...live.world.edges].map(([name, edge]) => [name, onPorts(edge, ports)]));
    const observer = {
      ...silentObserver,
      stepStarted: ({ index }: { readonly index: number }) => {
        if (index % 2 === 0) void this.#strike(1);
      },
    };
    const story = withoutInsights(scenario);
    const { failures } = await playScenario(story, { ...live.world, hub, edges }, observer);
    await this.#striking;
    this.problems.push(...failures.map(({ message }) => message));
    await createForeign(this);
    this.#mailboxes = await this.#findMailboxes();
    await this.fulfilled();
    this.#foreign = await foreign(this);
    await this.settle("after the example");
  }

  /** Changes what is wanted in the midst of faults, and looks after each change. */
  async changeUnderFaults(changes: number): Promise<void> {
    for (let round = 1; round <= changes; round++) {
      const change = nextChange(this.#wish, round, { ...seededRandomness(round), next: this.#random });
      this.#wish = change.wish;
      await Promise.all([this.#strike(3), change.make(this)]);
      await this.fulfilled();
      await this.settle(change.said, change.reborn);
    }
  }

  /** Resolves when all is as wanted. */
  fulfilled(): Promise<void> {
    return until(() => unfulfilled(this, this.#wish, this.#mailboxes));
  }

  /** Notes what was born anew since it was last asked, and what others own that is not as it was. */
  async settle(when: string, reborn: ReadonlySet<string> = new Set()): Promise<void> {
    const found = this.#births.settle(await uids(this, this.#mailboxes), reborn);
    this.problems.push(...found.map((line) => `${when}: ${line}`));
    if (await foreign(this) !== this.#foreign) {
      this.problems.push(`${when}: what others own is not as it was`);
    }
  }

  /** Requests that reach the proxy while it does this and nothing else; then it is healthy again. */
  async requestsWhile(mode: Mode, ms: number): Promise<number> {
    const before = this.#parts.proxy.requests;
    this.#parts.proxy.become(mode);
    await wait(ms);
    const made = this.#parts.proxy.requests - before;
    this.#parts.proxy.become("healthy");
    return made;
  }

  /** Faults that never struck: a test that says it tried them would lie. */
  unused(): readonly Mode[] {
    return faults.filter((mode) => (this.#parts.proxy.done.get(mode) ?? 0) === 0);
  }

  async close(): Promise<void> {
    const { live, proxy, hub, closeHub, home } = this.#parts;
    await live.close();
    proxy.close();
    hub.close();
    await closeHub();
    rmSync(home, { recursive: true, force: true });
  }

  /** So many faults, one after the other and after those that are still to come; then the proxy is healthy. */
  #strike(count: number): Promise<void> {
    return this.#striking = this.#striking.then(async () => {
      for (let left = count; left > 0; left--) {
        const mode = this.#nextFault();
        const before = this.#parts.proxy.done.get(mode) ?? 0;
        this.#parts.proxy.become(mode);
        await wait(this.#random() * faultWithinMs);
        const hasStruck = () => (this.#parts.proxy.done.get(mode) ?? 0) > before;
        for (let ms = 0; ms < idleWithinMs && !hasStruck(); ms += 50) {
          if (ms === idleWithinMs / 2) this.#stir();
          await wait(50);
        }
        this.#parts.proxy.become("healthy", this.#random() < 0.5 ? "resumes" : "is cut");
        await wait(this.#random() * restWithinMs);
      }
    });
  }

  /** Changes what the runtime watches, past the proxy, so that a mute one has something to withhold. There may be no Location yet. */
  #stir(): void {
    const body = { metadata: { annotations: { stirred: `${this.#parts.proxy.requests}` } } };
    const at = { cluster: "root:imw-1", resource: locations, name: "location-f" };
    this.#parts.hub.call({ ...at, verb: "patch", patchType: "merge", body }, () => {});
  }

  /** Each has its turn, in an order that chance decides. */
  #nextFault(): Mode {
    if (this.#due.length === 0) this.#due.push(...faults);
    return this.#due.splice(Math.floor(this.#random() * this.#due.length), 1)[0] ?? "cut";
  }

  async #findMailboxes(): Promise<readonly Spot[]> {
    const { items } = await listAll(this.#parts.hub, { cluster: "root:espw", resource: workspaces });
    return this.#parts.scenario.edges.flatMap(({ name, syncTarget }) =>
      items.filter(({ metadata }) => JSON.stringify(metadata.annotations).includes(`"${syncTarget.name}"`))
        .map(({ metadata }) => ({
          called: `mailbox of ${name}`,
          server: "hub",
          cluster: `root:espw:${metadata.name}`,
        }))
    );
  }
}

function onPorts(edge: EdgeWorld, ports: ReadonlyMap<number, number>): EdgeWorld {
  return { ...edge, fetchPage: (hostPort) => edge.fetchPage(ports.get(hostPort) ?? hostPort) };
}

async function openParts(): Promise<Parts> {
  const home = mkdtempSync(join(tmpdir(), "edgechart-proxy-"));
  const settings = (name: string): Settings => ({
    ...random,
    dataDir: join(home, name),
    hubKubeconfig: null,
  });
  mkdirSync(join(home, "hub"), { mode: 0o700 });
  const hubAlone = await openHubAlone(settings("hub"));
  const hub = await openKubernetesApi({ kubeconfig: hubAlone.kubeconfig, clock: systemClock, log: silent });
  const text = readFileSync(hubAlone.kubeconfig, "utf8");
  const upstream = /https:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? "";
  const pki = (name: string) => readFileSync(join(home, "hub", "pki", name), "utf8");
  const proxy = new FaultyProxy({ upstream, pem: pki("server.pem"), ca: pki("ca.pem") });
  const hubKubeconfig = join(home, "proxied.kubeconfig");
  writeFileSync(hubKubeconfig, text.replaceAll(upstream, await proxy.listen()), { mode: 0o600 });
  const scenario = loadScenario(exampleFile);
  const ports = new Map<number, number>();
  for (const { hostPort } of scenario.edges.flatMap(({ kindConfig }) => kindConfig.portMappings)) {
    ports.set(hostPort, await freePort());
  }
  const specs = scenario.edges.map((spec) => withPorts(spec, ports));
  const live = await openLiveWorld({ ...settings("runtime"), hubKubeconfig }, specs, [], "distrusted");
  return { home, proxy, live, hub, scenario, ports, closeHub: () => hubAlone.close() };
}

function withPorts(spec: EdgeSpec, ports: ReadonlyMap<number, number>): EdgeSpec {
  const { kindConfig } = spec;
  const portMappings = kindConfig.portMappings.map(({ containerPort, hostPort }) => ({
    containerPort,
    hostPort: ports.get(hostPort) ?? hostPort,
  }));
  return { ...spec, kindConfig: { ...kindConfig, portMappings } };
}
