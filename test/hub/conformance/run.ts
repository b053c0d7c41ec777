/** Runs the conformance cases against the embedded hub, or against any API server; see `--help`. @module */
import process from "node:process";
import { parseArgs } from "node:util";
import { hasKubectl } from "../serve/kubectl.ts";
import { startOwnHub } from "./own_hub.ts";
import { type Trial, trialsOf, tryAll } from "./run_cases.ts";
import { openTarget, type Target } from "./target.ts";

const help =
  `Usage: deno run -A test/hub/conformance/run.ts [--against KUBECONFIG] [--kubectl PROGRAM] [--only TEXT]

Tries every case with kubectl, @kubernetes/client-node and raw HTTP. Without --against the embedded hub is
started and tried; with it, the server of the kubeconfig's current context, in namespaces called conformance-…
that are deleted again. Exit code 1 when a case fails.`;

interface Options {
  readonly against: string | undefined;
  readonly kubectl: string | undefined;
}

async function openChosen(
  { against, kubectl }: Options,
): Promise<{ target: Target; close(): Promise<void> }> {
  const program = kubectl ?? (hasKubectl() ? "kubectl" : null);
  if (program === null) console.log("skip every case with kubectl: there is none on PATH");
  if (against !== undefined) {
    const target = await openTarget({ kubeconfig: against, kubectl: program });
    return { target, close: () => Promise.resolve(target.close()) };
  }
  const { kubeconfig, compact, close } = await startOwnHub();
  const target = await openTarget({ kubeconfig, kubectl: program, compact });
  return {
    target,
    close: () => {
      target.close();
      return close();
    },
  };
}

function report({ title }: Trial, error: unknown): void {
  if (error === null) return console.log(`ok   ${title}`);
  const { message, details } = error as Error & { details?: string };
  console.log(
    `FAIL ${title}\n     ${[message, details ?? ""].join("\n").trim().replaceAll("\n", "\n     ")}`,
  );
}

async function main(args: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: { against: text, kubectl: text, only: text, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const { target, close } = await openChosen({ against: values.against, kubectl: values.kubectl });
  const trials = trialsOf(target).filter(({ title }) => title.includes(values.only ?? ""));
  const skipped = trials.filter((trial) => trial.skipped !== undefined);
  for (const { title, skipped: why } of skipped) console.log(`skip ${title}: ${why}`);
  const failures: Trial[] = [];
  await tryAll(trials, (trial, error) => {
    report(trial, error);
    if (error !== null) failures.push(trial);
  });
  await close();
  const passed = trials.length - skipped.length - failures.length;
  console.log(`${passed} passed, ${failures.length} failed, ${skipped.length} skipped`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
