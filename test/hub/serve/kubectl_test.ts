/** A test that types kubectl commands: where a person has no kubectl it is counted as skipped, never as passed. @module */
import { test } from "uvu";
import { hasKubectl } from "./kubectl.ts";

export const kubectlTest = hasKubectl() ? test : test.skip;
