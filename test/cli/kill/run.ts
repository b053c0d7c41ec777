/**
 * `deno task kill-edges [ROUNDS] [SEED]`: kill -9 of hub, runtime, edges and syncers at random, 100 times unless told otherwise; exit
 * code 1 if anything is not as it must be. @module
 */
import process from "node:process";
import { killRounds } from "./rounds.ts";

const rounds = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? 9);
const started = performance.now();
const { kills, problems, tookMs } = await killRounds(rounds, seed, (line) => console.log(line));
for (const problem of problems) console.log(`WRONG ${problem}`);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
const shares = [...kills].sort().map(([name, count]) => `${name} ${count}`).join(", ");
const sorted = [...tookMs].sort((a, b) => a - b);
console.log(
  `median ${sorted[Math.floor(sorted.length / 2)]} ms, longest ${sorted.at(-1)} ms until all was as wanted`,
);
console.log(`killed ${rounds} times (${shares}), ${problems.length} problems, ${seconds} s`);
process.exit(problems.length === 0 && rounds > 0 ? 0 : 1);
