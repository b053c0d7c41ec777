/** What each binding provides to the catalog at the moment. @module */
import type { Hub } from "../../hub.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { definitionsOf } from "./bound_export.ts";
import type { OfferedSchemas } from "./bound_export.ts";

/** Tells the catalog only what changed. */
export class ServedBindings {
  readonly #hub: Pick<Hub, "objects" | "resolveCluster" | "catalog">;
  readonly #served = new Map<string, { readonly from: string; readonly kinds: readonly KindDefinition[] }>();

  constructor(hub: Pick<Hub, "objects" | "resolveCluster" | "catalog">) {
    this.#hub = hub;
  }

  /** Serves what the schemas define, unless it is served already. Schemas never change, so UIDs tell. */
  provide(item: NameInCluster, offered: OfferedSchemas): void {
    const from = offered.schemas.map(({ metadata }) => metadata.uid).join();
    if (this.#served.get(nameKey(item))?.from === from) return;
    const kinds = definitionsOf(this.#hub, offered);
    this.#served.set(nameKey(item), { from, kinds });
    this.#hub.catalog.provide(item.cluster, sourceOf(item), kinds);
  }

  /** Serves nothing for this binding any more. */
  withdraw(item: NameInCluster): void {
    if (this.#served.delete(nameKey(item))) this.#hub.catalog.provide(item.cluster, sourceOf(item), []);
  }

  kindsOf(item: NameInCluster): readonly KindDefinition[] {
    return this.#served.get(nameKey(item))?.kinds ?? [];
  }
}

function sourceOf({ name }: NameInCluster): string {
  return `binding/${name}`;
}
