/** Log lines are JSON, cannot steer a terminal, and pass the net for secrets. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createPinoLog, type PinoLogOptions } from "../../../src/adapters/system/pino_log.ts";

function lines(level: PinoLogOptions["level"] = "info") {
  const written: string[] = [];
  const clean = (fields: Readonly<Record<string, unknown>>) => ({ ...fields, token: undefined });
  return {
    written,
    log: createPinoLog({ level, clean, to: { write: (line: string) => void written.push(line) } }),
  };
}

test("a line has level, time, fields and message, and no name of the machine", () => {
  const { log, written } = lines();
  log.warn({ actor: "mailbox/a" }, "write refused");
  const { time, ...rest } = JSON.parse(written[0] ?? "");
  assert.equal(rest, { level: "warn", actor: "mailbox/a", msg: "write refused" });
  assert.match(time, /^\d{4}-\d\d-\d\dT.*Z$/);
});

test("what is below the level is not written, nor cleaned", () => {
  const { log, written } = lines("error");
  log.info({}, "no");
  log.error({}, "yes");
  assert.is(written.length, 1);
});

test("control characters and direction marks are escaped, and read back the same", () => {
  const { log, written } = lines();
  const nasty = "a\u001b[2J\u009b\u202e\u2028\n";
  log.info({ nasty }, "x");
  const steering = [...(written[0] ?? "").trimEnd()].filter((unit) =>
    unit < " " || /[\u007f-\u009f\u2028-\u202e]/.test(unit)
  );
  assert.equal(steering, []);
  assert.is(JSON.parse(written[0] ?? "").nasty, nasty);
});

test("fields go through the net that takes secrets out", () => {
  const { log, written } = lines();
  log.info({ token: "hidden", kept: 1 }, "x");
  assert.not.match(written[0] ?? "", "hidden");
  assert.match(written[0] ?? "", `"kept":1`);
});

test("an error keeps its name, message and causes", () => {
  const { log, written } = lines();
  log.error({ error: new TypeError("outer", { cause: new Error("inner") }) }, "x");
  const { error } = JSON.parse(written[0] ?? "");
  assert.equal([error.name, error.message, error.cause.message], ["TypeError", "outer", "inner"]);
});

test.run();
