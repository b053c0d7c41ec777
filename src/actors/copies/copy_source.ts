/** The body that a copy is made from: read from the cache, and customized on its way. @module */
import type { Customizer } from "../../kube/edge_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import {
  type CopyCustomization,
  type CustomizationOutcome,
  type CustomizerSource,
  revisionOf,
} from "../../placement/copies/copy_customization.ts";
import type { CopySource } from "../../placement/copies/entry.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import { customize } from "../../placement/customization/customize.ts";
import { inFormOf } from "../../kube/denatured.ts";
import { bareNamespace } from "../../placement/projection.ts";
import type { ObjectCache } from "../object_cache.ts";

/** A body, and the versions it was made from: they may be later than those the chart last heard of. */
export interface FoundSource {
  readonly body: KubeObject;
  readonly from: CopySource;
  /** Absent for a plain copy. */
  readonly outcome?: CustomizationOutcome;
}

/** What an operation is to write, in the form of the place, or null when something that it needs is not in view. */
export function sourceOf(cache: ObjectCache, operation: CopyOperation): FoundSource | null {
  const found = foundIn(cache, operation);
  const { gvr: resource, name } = operation;
  return found && { ...found, body: inFormOf(found.body, { resource, name }) };
}

function foundIn(
  cache: ObjectCache,
  { from, form, key, name, customization }: CopyOperation,
): FoundSource | null {
  const body = from === null ? undefined : cache.find(from.reflector, from.key ?? key);
  if (from === null || body === undefined) return null;
  if (form === "bare") return { body: bareNamespace(name), from };
  const { uid = "", resourceVersion = "" } = body.metadata;
  const source: FoundSource = { body, from: { ...from, uid, resourceVersion } };
  return customization === undefined ? source : customized(cache, source, customization);
}

function customized(
  cache: ObjectCache,
  source: FoundSource,
  customization: CopyCustomization,
): FoundSource | null {
  const customizer = customizerIn(cache, customization.customizer);
  // It was seen, so it is not missing: without it the copy would lose its customization for a moment.
  if (customization.customizer?.sight === "seen" && customizer === undefined) return null;
  const { parameters } = customization;
  const values = parameters === null ? undefined : new Map(Object.entries(parameters.values));
  const { object, problems } = customize(source.body, customizer, values);
  const revision = revisionOf({
    ...customization,
    customizer: usedOf(customization.customizer, customizer),
  });
  return {
    ...source,
    body: object,
    outcome: { revision, problem: problems.length > 0 ? problems.join("; ") : null },
  };
}

function customizerIn(cache: ObjectCache, named: CustomizerSource | null): Customizer | undefined {
  return named === null ? undefined : cache.find(named.reflector, named.key) as Customizer | undefined;
}

function usedOf(named: CustomizerSource | null, used: Customizer | undefined): CustomizerSource | null {
  if (named === null || used === undefined) return named;
  const { uid = "", resourceVersion = "" } = used.metadata;
  return { ...named, sight: "seen", uid, resourceVersion };
}
