/** One gate: its sources, and whether all of them are complete. @module */

export interface Source {
  /** Address of the actor that watches it. */
  owner: string;
  synced: boolean;
  detail: string;
}

export class Gate {
  readonly name: string;
  readonly sources = new Map<string, Source>();
  /** Incarnations that want to know, by address. */
  readonly seekers = new Map<string, number>();
  open = false;
  #unsynced = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** True when all that it depends on is there, and only waiting letters may keep it shut. */
  get ready(): boolean {
    return this.sources.size > 0 && this.#unsynced === 0;
  }

  /** Adds an unsynced source, or takes over a known one as it is. */
  declare(name: string, owner: string, detail: string): void {
    const known = this.sources.get(name);
    if (known === undefined) {
      this.sources.set(name, { owner, synced: false, detail });
      this.#unsynced++;
    } else {
      known.owner = owner;
      known.detail = detail;
    }
  }

  mark(source: Source, state: "synced" | "stale"): void {
    const synced = state === "synced";
    if (source.synced === synced) return;
    source.synced = synced;
    this.#unsynced += synced ? -1 : 1;
  }

  remove(name: string): void {
    if (this.sources.get(name)?.synced === false) this.#unsynced--;
    this.sources.delete(name);
  }

  /** What keeps it shut, in words. */
  why(): string {
    for (const [name, { synced, detail }] of this.sources) {
      if (!synced) return detail === "" ? `${name} is not synced` : `${name} is not synced: ${detail}`;
    }
    return this.sources.size === 0 ? "no source is declared" : "letters are waiting";
  }
}
