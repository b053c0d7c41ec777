/** Every shell block of docs/walkthrough.md works as printed, with the real kubectl and curl. @module */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasKubectl } from "./serve/kubectl.ts";

interface Block {
  readonly commands: string;
  readonly isServer: boolean;
  /** Patterns of lines that must appear in this order. */
  readonly expected: readonly string[];
}

/** The ports that the text names; the test uses others, because these may be taken. */
const portsInText = {
  hub: "6443",
  actors: "7070",
  florin: "8081",
  guilderSpecial: "8082",
  guilderCommon: "8083",
};
const stepTimeoutMs = 90_000;

/** Shell blocks, each with the text block that follows it before the next one. */
function readBlocks(markdown: string): readonly Block[] {
  const fences = [...markdown.matchAll(/^```(shell|shell server|text)\n([^]*?)^```$/gm)];
  return fences.flatMap(([, kind, body = ""], at) => {
    if (kind === "text") return [];
    const [, nextKind, next = ""] = fences[at + 1] ?? [];
    const expected = nextKind === "text" ? next.trimEnd().split("\n") : [];
    return [{ commands: body, isServer: kind === "shell server", expected }];
  });
}

function freePort(): Promise<string> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  server.on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(String(port)));
  });
  return promise;
}

/** A working directory that looks like the root of the repository, with other ports. */
class Walk {
  readonly folder = mkdtempSync(join(tmpdir(), "edgechart-walk-"));
  readonly env: Record<string, string | undefined>;
  readonly ports: typeof portsInText;
  #server: ChildProcess | null = null;

  constructor(ports: typeof portsInText) {
    this.ports = ports;
    this.env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      EDGECHART_HUB_LISTEN: `127.0.0.1:${ports.hub}`,
      EDGECHART_LISTEN: `127.0.0.1:${ports.actors}`,
    };
    for (const name of ["bin", "scenarios"]) mkdirSync(join(this.folder, name));
    for (const name of ["bin/edgechart", "bin/kubectl-ws", "config"]) {
      symlinkSync(resolve(name), join(this.folder, name));
    }
    copyFileSync("scenarios/poc2023q1.yaml", join(this.folder, "scenarios/poc2023q1.yaml"));
    this.#copyConfig("scenarios/florin-config.yaml", ["florin"]);
    this.#copyConfig("scenarios/guilder-config.yaml", ["guilderSpecial", "guilderCommon"]);
    writeFileSync(join(this.folder, "environment"), "");
  }

  #copyConfig(path: string, keys: readonly (keyof typeof portsInText)[]): void {
    const text = keys.reduce(
      (sofar, key) => sofar.replaceAll(`hostPort: ${portsInText[key]}`, `hostPort: ${this.ports[key]}`),
      readFileSync(path, "utf8"),
    );
    writeFileSync(join(this.folder, path), text);
  }

  /** Only what a browser or curl on this machine is pointed at: ports of pods stay what they are. */
  #atOtherPorts(commands: string): string {
    return commands.replaceAll(/(?<=\/\/(?:localhost|127\.0\.0\.1):)\d+/g, (port) => {
      const key = (Object.keys(portsInText) as (keyof typeof portsInText)[]).find((one) =>
        portsInText[one] === port
      );
      return key === undefined ? port : this.ports[key];
    });
  }

  /** Starts what stays up, and waits until it says that it is. */
  async serve(commands: string): Promise<void> {
    const server = spawn("bash", ["-c", `exec ${commands}`], { cwd: this.folder, env: this.env });
    this.#server = server;
    let said = "";
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const hear = (chunk: unknown) => {
      said += String(chunk);
      if (said.includes("Up, until Ctrl-C")) resolve();
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    await promise;
  }

  /** Runs a block in a shell that knows what earlier blocks exported. */
  async run(commands: string): Promise<string> {
    const script = `set -e; . ./environment; ${this.#atOtherPorts(commands)}\nexport -p > environment`;
    const child = spawn("bash", ["-c", script], { cwd: this.folder, env: this.env, timeout: stepTimeoutMs });
    let output = "";
    child.stdout.on("data", (chunk) => output += chunk);
    child.stderr.on("data", (chunk) => output += chunk);
    const [code] = await once(child, "close");
    assert.is(code, 0, `${commands}\n${output}`);
    return output;
  }

  async close(): Promise<void> {
    if (this.#server !== null && this.#server.exitCode === null) {
      this.#server.kill("SIGINT");
      await once(this.#server, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `…` stands for anything in a line, and alone for any lines; spaces stand for any number of spaces. */
function checkLines(output: string, expected: readonly string[]): void {
  const lines = output.split("\n");
  let at = 0;
  for (const line of expected.filter((one) => one !== "…")) {
    const words = line.split(/…| +/).filter((word) => word !== "").map((word) => escape(word));
    const pattern = new RegExp(words.join(".*"));
    const found = lines.findIndex((one, index) => index >= at && pattern.test(one));
    assert.ok(found >= 0, `no line like "${line}" in:\n${lines.slice(at).join("\n")}`);
    at = found + 1;
  }
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

async function chosenPorts(): Promise<typeof portsInText> {
  const [hub, actors, florin, guilderSpecial, guilderCommon] = await Promise.all(
    Array.from({ length: 5 }, freePort),
  );
  return {
    hub: hub!,
    actors: actors!,
    florin: florin!,
    guilderSpecial: guilderSpecial!,
    guilderCommon: guilderCommon!,
  };
}

/** The program is started by `bin/edgechart`, which chooses its own runtime; so once is enough. */
const isDeno = process.versions["deno"] !== undefined;
const it = hasKubectl() && isDeno ? test : test.skip;
if (!hasKubectl()) console.log("skipping the walk-through: there is no kubectl on PATH");
else if (!isDeno) console.log("skipping the walk-through: it is walked once, by the test on Deno");

it("the walk-through leads to what it promises, block by block", async () => {
  const walk = new Walk(await chosenPorts());
  try {
    for (const { commands, isServer, expected } of readBlocks(readFileSync("docs/walkthrough.md", "utf8"))) {
      if (isServer) await walk.serve(commands);
      else checkLines(await walk.run(commands), expected);
    }
  } finally {
    await walk.close();
  }
});

test.run();
