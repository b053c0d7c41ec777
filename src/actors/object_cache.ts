/**
 * The bodies of objects as the reflectors last saw them. Machines know facts only; an effect that needs a body finds it here.
 * @module
 */
import type { KubeObject } from "../kube/object.ts";

/** What one reflector sees, by object key. */
export type CachedView = Map<string, KubeObject>;

export interface ObjectCache {
  /** The view of one reflector, made empty when there is none. */
  view(reflector: string): CachedView;
  /** The object under a key, if that reflector has seen it. */
  find(reflector: string, key: string): KubeObject | undefined;
  forget(reflector: string): void;
}

export function createObjectCache(): ObjectCache {
  const views = new Map<string, CachedView>();
  return {
    view(reflector) {
      const view = views.get(reflector) ?? new Map<string, KubeObject>();
      views.set(reflector, view);
      return view;
    },
    find: (reflector, key) => views.get(reflector)?.get(key),
    forget: (reflector) => void views.delete(reflector),
  };
}
