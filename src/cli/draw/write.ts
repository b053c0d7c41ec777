/** `deno task draw`: writes the drawings of all machines to docs/statecharts, and removes those of machines that are no more. @module */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { machines } from "../../machines/charts.ts";
import { draw } from "./draw.ts";

const folder = new URL("../../../docs/statecharts/", import.meta.url);

const files = await draw(machines);
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(new URL(name, folder));
for (const [name, content] of files) writeFileSync(new URL(name, folder), content);
console.log(`Drew ${Object.keys(machines).length} machines in docs/statecharts.`);
