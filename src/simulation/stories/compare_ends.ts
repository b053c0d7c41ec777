/** Whether two runs of a story ended alike: the same objects, as often created and deleted (the oracle of Sieve, OSDI '22). @module */
import { byCodeUnit } from "../../kube/order.ts";
import type { EndState, ObjectEnd } from "./end_state.ts";

const nothing: ObjectEnd = { lives: [], content: "absent" };

/** How much of two contents is shown before and after the place where they part. */
const [before, after] = [60, 120];

/** One line for each object that differs, ordered by its place. */
export function differencesOf(calm: EndState, crashed: EndState): readonly string[] {
  const places = [...new Set([...calm.keys(), ...crashed.keys()])].sort(byCodeUnit);
  return places.flatMap((place) => {
    const difference = differenceOf(calm.get(place) ?? nothing, crashed.get(place) ?? nothing);
    return difference === null ? [] : [`${place}: ${difference}`];
  });
}

function differenceOf(calm: ObjectEnd, crashed: ObjectEnd): string | null {
  const [wanted, found] = [countsOf(calm), countsOf(crashed)];
  if (wanted !== found) return `without the crash ${wanted}; with it ${found}`;
  if (calm.content === crashed.content) return null;
  let at = 0;
  while (calm.content[at] === crashed.content[at]) at++;
  const around = (content: string) => content.slice(Math.max(0, at - before), at + after);
  return `without the crash …${around(calm.content)}…; with it …${around(crashed.content)}…`;
}

function countsOf({ lives }: ObjectEnd): string {
  return `created ${lives.length}, deleted ${lives.filter(({ endedAt }) => endedAt !== null).length}`;
}
