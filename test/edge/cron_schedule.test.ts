/** When a CronJob is due. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lastDue, nextTime, parseSchedule } from "../../src/edge/workloads/cron_schedule.ts";

const after = Date.parse("2026-01-01T00:00:30Z"); // a Thursday
const next = (schedule: string) => {
  const time = nextTime(parseSchedule(schedule)!, after);
  return time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
};

const cases: readonly (readonly [string, string | undefined])[] = [
  ["* * * * *", "2026-01-01T00:01"],
  ["*/15 * * * *", "2026-01-01T00:15"],
  ["5/20 * * * *", "2026-01-01T00:05"],
  ["0 3 * * *", "2026-01-01T03:00"],
  ["0 0 * * mon", "2026-01-05T00:00"],
  ["30 4 15,31 * FRI", "2026-01-02T04:30"],
  ["30 4 1,15 * *", "2026-01-01T04:30"],
  ["0 0 29 2 *", "2028-02-29T00:00"],
  ["0 12 * MAR-MAY 1-5", "2026-03-02T12:00"],
  ["@hourly", "2026-01-01T01:00"],
  ["@monthly", "2026-02-01T00:00"],
  ["0 0 30 2 *", undefined],
];

for (const [schedule, time] of cases) {
  test(`${schedule} is next due ${time ?? "never"}`, () => assert.is(next(schedule), time));
}

for (
  const wrong of [
    "",
    "* * * *",
    "60 * * * *",
    "5-1 * * * *",
    "*/0 * * * *",
    "@every 1h",
    "x * * * *",
    "* * 0 * *",
  ]
) {
  test(`"${wrong}" is no schedule that can be followed`, () => assert.is(parseSchedule(wrong), null));
}

test("of several times that were missed the last is due, and none that is still to come", () => {
  const hourly = parseSchedule("@hourly")!;
  assert.is(lastDue(hourly, after, after + 5.5 * 3_600_000), Date.parse("2026-01-01T05:00:00Z"));
  assert.is(lastDue(hourly, after, after + 60_000), undefined);
});

test.run();
