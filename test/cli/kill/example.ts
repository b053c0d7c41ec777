/** The example scenario, as far as it can be played where the runtime is killed or kept from its hub. @module */
import type { Scenario } from "../../../src/scenario/story/scenario.ts";

export const exampleFile = new URL("../../../scenarios/poc2023q1.yaml", import.meta.url).pathname;

/** What only the process of the runtime can tell is not asked for here. */
export function withoutInsights(scenario: Scenario): Scenario {
  const isSeen = ({ type }: { readonly type: string }) => type !== "quiet" && type !== "actors";
  return {
    ...scenario,
    steps: scenario.steps.map((step) => ({ ...step, expect: step.expect.filter(isSeen) })),
  };
}
