/**
 * The example scenario with each part in a process of its own; then again and again: something is wanted, one of the processes is killed
 * in the midst of it and started again, and what was wanted must come to be, and nothing else. @module
 */
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { syncTargetNameAnnotation } from "../../../src/kube/edge_api.ts";
import { workspaces } from "../../../src/kube/kcp_api.ts";
import type { KubeList, KubeObject } from "../../../src/kube/object.ts";
import type { Randomness } from "../../../src/ports/randomness.ts";
import { silentObserver } from "../../../src/scenario/observer.ts";
import { playScenario } from "../../../src/scenario/play_scenario.ts";
import { loadScenario } from "../../../src/scenario/read/load_scenario.ts";
import type { Scenario } from "../../../src/scenario/story/scenario.ts";
import { ask, until, wait } from "./asking.ts";
import { Births } from "./births.ts";
import { exampleFile, withoutInsights } from "./example.ts";
import { foreign, type Spot, uids, unfulfilled, versionAt } from "./look.ts";
import { edgeNames, Town } from "./town.ts";
import { type Change, createForeign, nextChange } from "./user.ts";
import { firstWish, type Wish } from "./wish.ts";

/** Writes that an edge may see in one round: what was wanted, pods, a node that begins anew; not one for every object again and again. */
const writesMax = 150;
/** The kill comes this long after the change, at most: some come before anybody has heard of it, some when all is done. */
const killWithinMs = 800;

export interface RoundsResult {
  /** Kills by the name of the process. */
  readonly kills: ReadonlyMap<string, number>;
  /** Empty when all was as it should be. */
  readonly problems: readonly string[];
  /** From the restart of what was killed until all was as wanted, in ms, one per round. */
  readonly tookMs: readonly number[];
}

/** Kills processes `rounds` times. `told` hears of each round. Rejects when what is wanted does not come to be. */
export async function killRounds(
  rounds: number,
  seed: number,
  told: (line: string) => void = () => {},
): Promise<RoundsResult> {
  const town = new Town();
  try {
    const run = new Run(town, seededRandomness(seed), await opened(town));
    await run.begin();
    for (let round = 1; round <= rounds; round++) told(await run.round(round));
    await run.staysQuiet();
    return run.result();
  } finally {
    await town.close();
  }
}

/** Plays the story, with the syncers as soon as their mailboxes are there. Gives the mailboxes. */
async function opened(town: Town): Promise<readonly Spot[]> {
  const scenario = loadScenario(exampleFile);
  await town.open(scenario);
  const mailboxes = openSyncers(town, scenario);
  const { failures } = await playScenario(withoutInsights(scenario), town.world(), silentObserver);
  if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join("\n"));
  await createForeign(town);
  return await mailboxes;
}

/** Starts each edge's syncer when its mailbox is there. */
async function openSyncers(town: Town, { edges }: Scenario): Promise<readonly Spot[]> {
  const spots: Spot[] = [];
  for (const { name, syncTarget } of edges) {
    const isIts = ({ metadata }: KubeObject) =>
      metadata.annotations?.[syncTargetNameAnnotation] === syncTarget.name;
    await until(async () => {
      const answer = await ask(town.api("hub"), { verb: "list", cluster: "root:espw", resource: workspaces });
      const mailbox = answer.ok ? (answer.body as KubeList).items.find(isIts) : undefined;
      if (mailbox === undefined) return [`no mailbox of ${name}`];
      const cluster = `root:espw:${mailbox.metadata.name}`;
      spots.push({ called: `mailbox of ${name}`, server: "hub", cluster });
      return [];
    });
    await town.openSyncer(name, spots.at(-1)?.cluster ?? "");
  }
  return spots;
}

class Run {
  readonly #town: Town;
  readonly #random: Randomness;
  readonly #mailboxes: readonly Spot[];
  readonly #births = new Births();
  readonly #problems: string[] = [];
  readonly #kills = new Map<string, number>();
  readonly #tookMs: number[] = [];
  readonly #versions = new Map<string, number>();
  #wish: Wish = firstWish;
  #foreign = "";

  constructor(town: Town, random: Randomness, mailboxes: readonly Spot[]) {
    this.#town = town;
    this.#random = random;
    this.#mailboxes = mailboxes;
  }

  async begin(): Promise<void> {
    await this.#fulfilled();
    this.#foreign = await foreign(this.#town);
    await this.#settle("before the first kill", new Set());
  }

  async round(round: number): Promise<string> {
    const change = nextChange(this.#wish, round, this.#random);
    const victim = this.#pick([...this.#town.processes.keys()]);
    this.#wish = change.wish;
    this.#kills.set(victim, (this.#kills.get(victim) ?? 0) + 1);
    await this.#killDuring(change, victim);
    const what = `round ${round}: ${change.said}, ${victim} is killed`;
    const began = systemClock.now();
    await this.#fulfilled().catch(async (cause) => {
      throw new Error(`${what}: ${cause.message}\n${await this.#town.waiting()}`, { cause });
    });
    this.#tookMs.push(systemClock.now() - began);
    await this.#settle(what, change.reborn, victim);
    return `${what}: ${this.#tookMs.at(-1)} ms`;
  }

  /** The change comes before the kill, or while the process is away, if it can be made without it. */
  async #killDuring(change: Change, victim: string): Promise<void> {
    const isMadeAway = !["hub", "guilder"].includes(victim) && this.#random.next() < 0.5;
    if (!isMadeAway) {
      await change.make(this.#town);
      await wait(this.#random.next() * killWithinMs);
    }
    await this.#town.process(victim).kill();
    if (isMadeAway) await change.make(this.#town);
    await wait(this.#random.next() * killWithinMs);
    await this.#town.process(victim).start();
  }

  /** After all of it nothing is written at the edges any more. */
  async staysQuiet(): Promise<void> {
    await this.#fulfilled();
    const versions = () => Promise.all(edgeNames.map((edge) => versionAt(this.#town, edge)));
    await until(async () => {
      const before = await versions();
      await wait(3_000);
      const after = await versions();
      return before.join() === after.join()
        ? []
        : [`wanted no write at the edges: ${before} became ${after}`];
    });
  }

  result(): RoundsResult {
    const unasked = [...this.#town.processes.values()].flatMap((process) => process.unasked);
    return { kills: this.#kills, problems: [...this.#problems, ...unasked], tookMs: this.#tookMs };
  }

  #pick(names: readonly string[]): string {
    return names[Math.floor(this.#random.next() * names.length)] ?? "";
  }

  #fulfilled(): Promise<void> {
    return until(() => unfulfilled(this.#town, this.#wish, this.#mailboxes));
  }

  async #settle(what: string, reborn: ReadonlySet<string>, victim = ""): Promise<void> {
    const found = this.#births.settle(await uids(this.#town, this.#mailboxes), reborn);
    this.#problems.push(...found.map((line) => `${what}: ${line}`));
    if (await foreign(this.#town) !== this.#foreign) {
      this.#problems.push(`${what}: what the owners of the edges have is not as it was`);
    }
    for (const edge of edgeNames) {
      const [before, now] = [this.#versions.get(edge), await versionAt(this.#town, edge)];
      this.#versions.set(edge, now);
      // A server that was killed goes on from versions that it had set aside, which says nothing of writes.
      if (before !== undefined && edge !== victim && now - before > writesMax) {
        this.#problems.push(`${what}: ${now - before} writes at ${edge}`);
      }
    }
  }
}
