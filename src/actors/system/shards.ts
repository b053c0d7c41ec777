/**
 * The supervisors that own the actors: a root and N shards, as custom actor logic.
 *
 * A machine must never own many children (spawning and stopping are quadratic, and a child's error takes the family
 * down); a supervisor with a map of its own is linear, and one child's error is nothing to its siblings
 * (one_for_one). @module
 */
import { type ActorLogic, type AnyActorRef, createActor, type Snapshot } from "xstate";
import type { AnyStateMachine } from "xstate";
import type { MachineActor } from "./cell.ts";

type SupervisorEvent =
  | { readonly type: "child.start"; readonly child: AnyActorRef }
  | { readonly type: "child.stop"; readonly id: string };

/** `children` is the supervisor's own; it changes in place. */
type SupervisorSnapshot = Snapshot<undefined> & { readonly children: Map<string, AnyActorRef> };

const supervisor: ActorLogic<SupervisorSnapshot, SupervisorEvent> = {
  getInitialSnapshot: () => ({ status: "active", output: undefined, error: undefined, children: new Map() }),
  transition: (snapshot, event, scope) => {
    const { children } = snapshot;
    if (event.type === "child.start") {
      children.set(event.child.id, event.child);
      scope.defer(() => event.child.start());
    } else if (event.type === "child.stop") {
      const child = children.get(event.id);
      if (child !== undefined) scope.stopChild(child);
      children.delete(event.id);
    } else if ((event as { type: string }).type === "xstate.stop") {
      for (const child of children.values()) scope.stopChild(child);
      children.clear();
      return { ...snapshot, status: "stopped", output: undefined, error: undefined };
    }
    return snapshot;
  },
  getPersistedSnapshot: (snapshot) => snapshot,
};

export interface Shards {
  /** Address of the supervisor that owns the actor. */
  ownerOf(address: string): string;
  /** Creates and starts an actor; a throw in it shows as the status of its snapshot. */
  start(address: string, machine: AnyStateMachine, input: unknown): MachineActor;
  /** Ends an actor, also a failed or finished one; nothing happens when there is none. */
  stop(address: string): void;
  stopAll(): void;
}

/** Starts the root and its shards. */
export function startShards(count: number): Shards {
  const root = createActor(supervisor, { id: "root" });
  root.start();
  const shards = Array.from({ length: count }, (_, index) => {
    const shard = createActor(supervisor, { id: `shard/${index}`, parent: root });
    root.send({ type: "child.start", child: shard });
    return shard;
  });
  const shardOf = (address: string) => shards[hashOf(address) % count];
  return {
    ownerOf: (address) => shardOf(address).id,
    start: (address, machine, input) => {
      const shard = shardOf(address);
      const actor = createActor(machine, { id: address, parent: shard, input });
      shard.send({ type: "child.start", child: actor });
      return actor;
    },
    stop: (address) => shardOf(address).send({ type: "child.stop", id: address }),
    stopAll: () => root.stop(),
  };
}

/** FNV-1a over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
