/** The real kubectl: each ask becomes the command a person would type, and its words become an answer. @module */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { loadAccess } from "../../../../src/adapters/kubernetes/access.ts";
import { type Answer, type Ask, type Client, targetOf, textOf } from "./client.ts";

/** `program` is a kubectl; default: the one on PATH. */
export function createKubectlClient(kubeconfig: string, program = "kubectl"): Client {
  const home = mkdtempSync(join(tmpdir(), "edgechart-conformance-"));
  const prefix = new URL(loadAccess(kubeconfig).server).pathname.replace(/\/$/, "");
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
  return {
    name: "kubectl",
    send: async (ask) => answerOfRun(await run(program, argumentsOf(ask, prefix), inputOf(ask), env)),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

const rawVerbs = { GET: "get", POST: "create", PUT: "replace", DELETE: "delete" } as const;

/** With `--raw` kubectl takes the path as it is, without what the server's address in the kubeconfig begins with. */
function argumentsOf(ask: Ask, prefix: string): readonly string[] {
  if (ask.method === "PATCH") return patchArguments(ask);
  const body = inputOf(ask) === undefined ? [] : ["-f", "-"];
  return [rawVerbs[ask.method], "--raw", prefix + targetOf(ask), ...body];
}

function inputOf(ask: Ask): string | undefined {
  return ask.method === "PATCH" && ask.patch !== "apply" ? undefined : textOf(ask);
}

/** `/apis/apps/v1/namespaces/x/deployments/y/status` as the words of `kubectl patch`. */
function patchArguments({ path, patch, body, query = {} }: Ask): readonly string[] {
  const { resource, namespace, name, subresource } = addressOf(path);
  const where = namespace === undefined ? [] : ["--namespace", namespace];
  const manager = query.fieldManager === undefined ? [] : [`--field-manager=${query.fieldManager}`];
  const dry = query.dryRun === "All" ? ["--dry-run=server"] : [];
  const below = subresource === undefined ? [] : [`--subresource=${subresource}`];
  const common = [...where, ...manager, ...dry, ...below, "-o", "json"];
  if (patch === "apply") {
    const force = query.force === "true" ? ["--force-conflicts"] : [];
    return ["apply", "--server-side", ...force, ...common, "-f", "-"];
  }
  return ["patch", resource, name, `--type=${patch}`, "-p", JSON.stringify(body), ...common];
}

function addressOf(path: string) {
  const segments = path.split("/").slice(1);
  const [group, version, rest] = segments[0] === "api"
    ? ["", segments[1], segments.slice(2)]
    : [segments[1], segments[2], segments.slice(3)];
  const isInside = rest[0] === "namespaces" && rest.length > 2 && rest[2] !== "status";
  const [plural = "", name = "", subresource] = isInside ? rest.slice(2) : rest;
  const resource = group === "" ? plural : `${plural}.${version}.${group}`;
  return { resource, name, subresource, namespace: isInside ? rest[1] : undefined };
}

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  program: string,
  args: readonly string[],
  input: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Run> {
  const child = spawn(program, args, { env });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk) => output.stdout += chunk);
  child.stderr.setEncoding("utf8").on("data", (chunk) => output.stderr += chunk);
  child.stdin.end(input ?? "");
  const { promise, resolve, reject } = Promise.withResolvers<Run>();
  child.on("error", reject);
  child.on("close", (code) => resolve({ code: code ?? -1, ...output }));
  return promise;
}

function answerOfRun({ code, stdout, stderr }: Run): Answer {
  const base = { code: 0, text: stdout, headers: {} };
  if (code !== 0) return { ...base, reason: reasonIn(stderr), message: stderr.trim(), body: undefined };
  const body = /^\s*[{[]/.test(stdout) ? JSON.parse(stdout) : undefined;
  return { ...base, reason: "", message: stderr.trim(), body };
}

/** kubectl puts the reason in parentheses, and has sentences of its own for the two commonest. */
function reasonIn(complaint: string): string {
  const named = /Error from server \((\w+)\)/.exec(complaint)?.[1] ??
    /\((Unauthorized)\)/.exec(complaint)?.[1];
  if (named !== undefined) return named;
  if (/ is invalid: /.test(complaint)) return "Invalid";
  if (/Apply failed with \d+ conflict/.test(complaint)) return "Conflict";
  if (/in an unknown format/.test(complaint)) return "UnsupportedMediaType";
  return "Unknown";
}
