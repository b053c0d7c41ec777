/** Tries each case with each client, each in a namespace of its own. @module */
import { allCases } from "./cases/all.ts";
import type { Case } from "./case.ts";
import type { Client } from "./clients/client.ts";
import { Place } from "./place.ts";
import type { Target } from "./target.ts";

/** One case with one client. */
export interface Trial {
  readonly title: string;
  /** Why it is not tried; undefined when it is. */
  readonly skipped: string | undefined;
  /** It forgets the history of the whole server, on which others rely. */
  readonly isAlone: boolean;
  /** Rejects when the server does not do what the case says. */
  run(): Promise<void>;
}

/** In the order of the cases. */
export function trialsOf(target: Target, cases: readonly Case[] = allCases): readonly Trial[] {
  return cases.flatMap((one) => {
    if (one.via === "wire") {
      return target.wireClients.map((client) =>
        trialOf(target, one, client.name, (space) => one.run(new Place(client, space, target.compact)))
      );
    }
    const clients: Client[] = [...target.wireClients];
    if (target.kubectl !== null) clients.push(target.kubectl);
    return clients.map((client) =>
      trialOf(target, one, client.name, (space) => one.run(new Place(client, space, target.compact)))
    );
  });
}

function trialOf(
  target: Target,
  { name, rule, needs = [] }: Case,
  client: string,
  run: (space: string) => Promise<void>,
): Trial {
  const missing = needs.filter((need) => !target.has.has(need));
  return {
    title: `${name} [${rule}] (${client})`,
    skipped: missing.length === 0 ? undefined : `the server has no ${missing.join(", ")}`,
    isAlone: needs.includes("compaction"),
    run: () => inNamespace(target, run),
  };
}

/** How many trials go on at once. */
const lanes = 4;

/** Tries them all; `told` hears of each as it ends, with what went wrong or null. Those that are skipped are not told. */
export async function tryAll(
  trials: readonly Trial[],
  told: (trial: Trial, error: unknown) => void,
): Promise<void> {
  const wanted = trials.filter(({ skipped }) => skipped === undefined);
  const waiting = wanted.filter(({ isAlone }) => !isAlone);
  const lane = async (queue: Trial[]) => {
    for (let trial = queue.shift(); trial !== undefined; trial = queue.shift()) {
      const tried = trial;
      await tried.run().then(() => told(tried, null), (error) => told(tried, error));
    }
  };
  await Promise.all(Array.from({ length: lanes }, () => lane(waiting)));
  await lane(wanted.filter(({ isAlone }) => isAlone));
}

const namespaces = "/api/v1/namespaces";

async function inNamespace(
  { wireClients: [http] }: Target,
  run: (name: string) => Promise<void>,
): Promise<void> {
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { generateName: "conformance-" } };
  const made = await http!.send({ method: "POST", path: namespaces, body });
  if (made.reason !== "") throw new Error(`Cannot make a namespace: ${made.message}`);
  const { name } = made.body.metadata;
  try {
    await run(name);
  } finally {
    // What a failed case left with finalizers stays terminating; nothing else depends on it.
    await http!.send({ method: "DELETE", path: `${namespaces}/${name}` });
  }
}
