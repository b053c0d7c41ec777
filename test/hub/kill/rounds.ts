/** Start, compare, load, kill: again and again on the same data directory. @module */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import type { Randomness } from "../../../src/ports/randomness.ts";
import type { Answer, WireClient } from "../conformance/clients/client.ts";
import { type HubProcess, startHubProcess } from "./hub_process.ts";
import { type Found, Ledger } from "./ledger.ts";

/** Requests that are under way at once. */
const writers = 8;
/** Objects of each writer. */
const objectsEach = 5;
const path = "/api/v1/namespaces/default/configmaps";

export interface RoundsResult {
  readonly rounds: number;
  readonly acknowledged: number;
  /** Empty when nothing was lost. */
  readonly problems: readonly string[];
}

/** Kills a hub `rounds` times under load. `told` hears after each round what there is so far. */
export async function killRounds(
  rounds: number,
  told: (soFar: RoundsResult) => void = () => {},
): Promise<RoundsResult> {
  const dataDir = mkdtempSync(join(tmpdir(), "edgechart-kill-"));
  const random = seededRandomness(9);
  const ledger = new Ledger();
  const problems: string[] = [];
  let hub: HubProcess | null = null;
  try {
    for (let round = 1; round <= rounds; round++) {
      hub = await startHubProcess(dataDir);
      problems.push(...await compare(hub.client, ledger));
      await loadUntilKilled(hub, ledger, random);
      told({ rounds: round, acknowledged: ledger.acknowledged, problems });
    }
    hub = await startHubProcess(dataDir);
    problems.push(...await compare(hub.client, ledger));
  } finally {
    await hub?.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return { rounds, acknowledged: ledger.acknowledged, problems };
}

async function compare(client: WireClient, ledger: Ledger): Promise<readonly string[]> {
  const query = { labelSelector: "from=kill" };
  let answer = await client.send({ method: "GET", path, query });
  while (answer.code !== 200) answer = await client.send({ method: "GET", path, query });
  const found = answer.body.items.map(({ metadata, data }: Answer["body"]): Found => ({
    name: metadata.name,
    value: Number(data.value),
    resourceVersion: Number(metadata.resourceVersion),
  }));
  return ledger.settle(found, Number(answer.body.metadata.resourceVersion));
}

/** Writes until a number of answers has come that nobody can foresee, and kills in the middle of the next ones. */
async function loadUntilKilled(hub: HubProcess, ledger: Ledger, random: Randomness): Promise<void> {
  const target = ledger.acknowledged + 20 + Math.floor(random.next() * 200);
  const { promise: enough, resolve: stop } = Promise.withResolvers<void>();
  let isOver = false;
  const write = async (writer: number) => {
    for (let at = 0; !isOver; at = (at + 1) % objectsEach) {
      const isAnswered = await writeOnce(hub.client, ledger, `w${writer}-${at}`);
      if (!isAnswered) return;
      if (ledger.acknowledged >= target) stop();
    }
  };
  const all = Array.from({ length: writers }, (_, writer) => write(writer));
  await Promise.race([enough, Promise.all(all)]);
  // At once: requests are on their way, some before their commit and some after it.
  const killed = hub.kill();
  isOver = true;
  await Promise.all([killed, ...all]);
}

/** Creates, changes twice, deletes, and begins anew. False when the connection broke, which is no answer. */
async function writeOnce(client: WireClient, ledger: Ledger, name: string): Promise<boolean> {
  const value = ledger.valueOf(name);
  const isDelete = value !== null && value >= 3;
  ledger.sent(name, isDelete ? "delete" : "write");
  try {
    const next = isDelete ? null : (value ?? 0) + 1;
    const answer = await client.send(askOf(name, value, next));
    if (answer.reason !== "") throw new Refusal(`${name}: ${answer.message}`);
    ledger.answered(name, next, next === null ? null : Number(answer.body.metadata.resourceVersion));
    return true;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return false;
  }
}

/** An answer that is none of those a load can expect. */
class Refusal extends Error {}

function askOf(name: string, value: number | null, next: number | null) {
  if (next === null) return { method: "DELETE", path: `${path}/${name}` } as const;
  const metadata = { name, labels: { from: "kill" } };
  const body = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data: { value: String(next), ballast: "x".repeat(500) },
  };
  return value === null
    ? { method: "POST", path, body } as const
    : { method: "PUT", path: `${path}/${name}`, body } as const;
}
