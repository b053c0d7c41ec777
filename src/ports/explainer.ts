/** Why things are as they are, for the windows: plain data, made from what the runtime sees at the moment. @module */

export interface Explanation {
  readonly placement: { readonly cluster: string; readonly name: string; readonly resourceVersion: string };
  /** Destinations the placement has by the objects now in view. */
  readonly reached: number;
  /** A verdict on every Location, and in it on every SyncTarget of its workspace. */
  readonly locations: readonly unknown[];
}

export interface Explainer {
  /** Undefined when no EdgePlacement of that name is in view in that logical cluster. */
  explain(cluster: string, placement: string): Explanation | undefined;
}
