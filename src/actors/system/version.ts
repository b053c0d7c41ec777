/** Telling whether a letter speaks of the same state of the same object as another. @module */
import type { Version } from "./cell.ts";
import type { LetterEvent } from "./kind.ts";

/** The version of the object in a letter: `event.fact` or `event.object.metadata`. */
export function versionOf(event: LetterEvent): Version {
  const { fact, object } = event as { fact?: unknown; object?: { metadata?: unknown } | null };
  const holder = recordOf(fact) ?? recordOf(object?.metadata);
  return { uid: textOf(holder?.uid), resourceVersion: textOf(holder?.resourceVersion) };
}

/** Whether both speak of an object, and of the same state of it. */
export function isSameVersion(a: Version, b: Version): boolean {
  return isVersioned(a) && a.uid === b.uid && a.resourceVersion === b.resourceVersion;
}

/** Whether it speaks of an object at all. */
export function isVersioned(version: Version): boolean {
  return version.uid !== undefined || version.resourceVersion !== undefined;
}

function recordOf(
  value: unknown,
): { readonly uid?: unknown; readonly resourceVersion?: unknown } | undefined {
  return typeof value === "object" && value !== null ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
