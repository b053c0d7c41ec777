/** `deno task kill [ROUNDS]`: kill -9 under load, 200 times unless told otherwise; exit code 1 if anything was lost. @module */
import process from "node:process";
import { killRounds } from "./rounds.ts";

const rounds = Number(process.argv[2] ?? 200);
const started = performance.now();
const { acknowledged, problems } = await killRounds(rounds, (soFar) => {
  if (soFar.rounds % 10 !== 0) return;
  console.log(
    `${soFar.rounds} of ${rounds} rounds, ${soFar.acknowledged} writes acknowledged, ${soFar.problems.length} problems`,
  );
});
for (const problem of problems) console.log(`LOST ${problem}`);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `killed ${rounds} times, ${acknowledged} writes acknowledged, ${problems.length} problems, ${seconds} s`,
);
process.exit(problems.length === 0 && acknowledged > 0 ? 0 : 1);
