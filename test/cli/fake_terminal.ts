/** A terminal that remembers what it was told, and a world opener that opens nothing. @module */
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import type { WorldOpener } from "../../src/cli/compose/world.ts";
import { createInterrupt } from "../../src/cli/interrupt.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface FakeTerminal extends Terminal {
  readonly printed: string[];
  readonly complaints: string[];
  /** Ctrl-C. */
  press(): void;
}

export function createFakeTerminal(env: Readonly<Record<string, string>> = {}, cwd = "/"): FakeTerminal {
  const [printed, complaints]: [string[], string[]] = [[], []];
  const clock = new VirtualClock();
  const interrupt = createInterrupt(clock, () => {
    throw new Error("ended at once");
  });
  return {
    env,
    cwd,
    printed,
    complaints,
    inColour: false,
    clock,
    interrupt,
    print: (line) => void printed.push(line),
    complain: (line) => void complaints.push(line),
    press: () => interrupt.signal(),
  };
}

/** For commands that must refuse before they open anything. */
export const closedOpener: WorldOpener = {
  openHub: () => Promise.reject(new Error("must not be opened")),
  openLive: () => Promise.reject(new Error("must not be opened")),
  openReplay: () => Promise.reject(new Error("must not be opened")),
};
