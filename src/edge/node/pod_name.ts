/** A pod by its place in the one cluster there is. @module */
import type { KubeObject } from "../../kube/object.ts";

export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** The place of a pod. */
export function podName({ metadata: { namespace = "", name } }: KubeObject): PodName {
  return { namespace, name };
}

/** Unique among pods. */
export function podKey({ namespace, name }: PodName): string {
  return `${namespace}/${name}`;
}
