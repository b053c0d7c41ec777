/**
 * S4: what an actor is shown of an object goes forward. Each version was written once, none is older than the last, and another uid
 * under the same name comes after a deletion. @module
 */
import { objectKey } from "../../kube/facts.ts";
import { isNewer } from "../../kube/resource_version.ts";
import type { Telling } from "../run/view_watch.ts";
import type { World } from "../run/world.ts";
import type { SafetyOracle } from "./oracle.ts";

interface Shown {
  readonly uid: string;
  readonly version: string;
  readonly life: "there" | "gone";
}

/** What each actor was shown last, in one life of a world. */
interface Views {
  readonly life: number;
  /** By reflector and actor, then by object. */
  readonly shown: Map<string, Map<string, Shown>>;
}
const views = new WeakMap<World, Views>();

export const viewKept: SafetyOracle = {
  name: "S4",
  sentence: "What is seen of an object is a part of its history, in order",
  hear(telling, world) {
    if (world.lastRestoredAt > -Infinity) return null;
    const { reflector, to, change, fact } = telling;
    const shown = shownTo(world, reflector, to);
    const place = `${fact.cluster} ${objectKey(fact)}`;
    const before = shown.get(place);
    shown.set(place, {
      uid: fact.uid,
      version: fact.resourceVersion,
      life: change === "deleted" ? "gone" : "there",
    });
    const wrong = whatIsWrong(telling, before, world);
    return wrong === null ? null : `${to} was shown ${change} ${objectKey(fact)} by ${reflector}, ${wrong}`;
  },
  admit: ({ reflector, to }, world) => shownTo(world, reflector, to).clear(),
};

function shownTo(world: World, reflector: string, to: string): Map<string, Shown> {
  const known = views.get(world);
  const { shown } = known?.life === world.lifeBeganAt ? known : begin(world);
  const key = `${reflector} ${to}`;
  const found = shown.get(key) ?? new Map<string, Shown>();
  shown.set(key, found);
  return found;
}

function begin(world: World): Views {
  const fresh = { life: world.lifeBeganAt, shown: new Map<string, Map<string, Shown>>() };
  views.set(world, fresh);
  return fresh;
}

function whatIsWrong({ change, fact }: Telling, before: Shown | undefined, world: World): string | null {
  const { uid, resourceVersion: version } = fact;
  if (change !== "deleted" && !world.wasWritten(uid, version)) return `a version that was never written`;
  if (before === undefined) return null;
  if (before.uid !== uid) {
    return before.life === "gone" ? null : `while another uid of that name was still there`;
  }
  if (isNewer(before.version, version)) return `version ${version} after ${before.version}`;
  const isRisen = before.life === "gone" && change !== "deleted" && !isNewer(version, before.version);
  return isRisen ? "although it was gone" : null;
}
