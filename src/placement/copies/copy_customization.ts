/** How a copy is to differ from its source: which Customizer is applied, and whose parameters are put in. @module */
import type { LocationParameters } from "../customization/location_parameters.ts";

/** A Customizer that an object names. `missing` is certain; `unknown`: Customizers are not completely seen yet. */
export interface CustomizerSource {
  /** Address of the reflector whose cache holds the body, and the key that it has there. */
  readonly reflector: string;
  readonly key: string;
  readonly sight: "seen" | "missing" | "unknown";
  /** As last heard of, "" unless it is seen. */
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface CopyCustomization {
  readonly customizer: CustomizerSource | null;
  /** The Location whose labels and annotations are put in, by {@link locationKey}; null when the copy wants none. */
  readonly location: string | null;
  /** What that Location says; null until it has been heard of. */
  readonly parameters: LocationParameters | null;
}

/** What became of a customization: the inputs that were used, and what could not be done with them. */
export interface CustomizationOutcome {
  readonly revision: string;
  readonly problem: string | null;
}

/** Names the versions of everything but the source that goes into a copy; "" for a plain one. */
export function revisionOf(customization: CopyCustomization | undefined): string {
  if (customization === undefined) return "";
  const { customizer, location, parameters } = customization;
  const applied = customizer === null
    ? []
    : [customizer.key, customizer.sight, customizer.uid, customizer.resourceVersion];
  return [...applied, location ?? "", parameters?.revision ?? ""].join(" ");
}

/** Whether to wait: a copy made before its inputs are known would replace a customized one for a moment. */
export function isUndecided(customization: CopyCustomization | undefined): boolean {
  if (customization === undefined) return false;
  const { customizer, location, parameters } = customization;
  return customizer?.sight === "unknown" || (location !== null && parameters === null);
}
