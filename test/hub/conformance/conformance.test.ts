/**
 * The embedded hub is held to the conformance cases with every client. Most asks of kubectl go through `--raw`, which
 * adds little to HTTP, so here kubectl tries those cases in which it does work of its own; `run.ts` tries them all. @module
 */
import process from "node:process";
import { suite } from "uvu";
import { hasKubectl } from "../serve/kubectl.ts";
import { access } from "./cases/access.ts";
import { patches } from "./cases/patches.ts";
import { startOwnHub } from "./own_hub.ts";
import { type Trial, trialsOf, tryAll } from "./run_cases.ts";
import { openTarget } from "./target.ts";

const test = suite("conformance");
const { kubeconfig, compact, close } = await startOwnHub();
const target = await openTarget({ kubeconfig, compact, kubectl: hasKubectl() ? "kubectl" : null });
// kubectl is the same whatever runtime this is, so one is enough.
const isDeno = process.versions["deno"] !== undefined;
const trials = [
  ...trialsOf({ ...target, kubectl: null }),
  ...trialsOf(target, [...patches, ...access]).filter(({ title }) => isDeno && title.endsWith("(kubectl)")),
];

const outcomes = new Map<Trial, unknown>();
test.before(() => tryAll(trials, (trial, error) => outcomes.set(trial, error)));
test.after(async () => {
  target.close();
  await close();
});
if (target.kubectl === null) test.skip("kubectl: there is none on PATH");

for (const trial of trials) {
  test(trial.title, () => {
    if (!outcomes.has(trial)) throw new Error(`was not tried: ${trial.skipped}`);
    const error = outcomes.get(trial);
    if (error !== null) throw error;
  });
}

test.run();
