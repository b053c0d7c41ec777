/** A reflector as a source of facts, on which a gate may depend. @module */
import { reflectorAddress } from "../addresses.ts";
import type { SourceParams } from "../letters.ts";
import type { ReflectorContext } from "./context.ts";

/** The source that this reflector is, with what troubles it. */
export function sourceOf({ context }: { context: ReflectorContext }): SourceParams {
  return {
    source: reflectorAddress(context.view),
    gate: context.gate ?? "",
    detail: context.trouble ?? "",
  };
}
