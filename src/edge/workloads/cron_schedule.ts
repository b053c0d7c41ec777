/**
 * When a CronJob is due: the five fields of cron and its macros, in UTC (robfig/cron, ParseStandard). `@every` and time zones are not
 * followed. Pure arithmetic. @module
 */

/** The values that each field allows. Days match by both fields, or by either when both are restricted. */
export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  readonly match: "both" | "either";
}

const macros: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);
const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Null for what is not a schedule. */
export function parseSchedule(text: string): CronSchedule | null {
  const fields = (macros.get(text.trim()) ?? text).trim().split(/\s+/);
  if (fields.length !== 5) return null;
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(named(month, monthNames, 1), 1, 12);
  const weekdays = valuesOf(named(weekday, weekdayNames, 0), 0, 6);
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  const match = isOpen(day) || isOpen(weekday) ? "both" : "either";
  return { minutes, hours, days, months, weekdays, match };
}

function isOpen(field: string): boolean {
  return field.startsWith("*") || field.startsWith("?");
}

function named(field: string, names: readonly string[], first: number): string {
  return field.toLowerCase().replace(/[a-z]{3}/g, (name) => {
    const at = names.indexOf(name);
    return at < 0 ? name : String(at + first);
  });
}

/** The numbers of one field: lists of `*`, `a`, `a-b`, each with `/step`; null when something is wrong with it. */
function valuesOf(field: string, least: number, most: number): ReadonlySet<number> | null {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const found = /^(?:[*?]|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (found === null) return null;
    const [, from, to, by] = found;
    const first = from === undefined ? least : Number(from);
    const last = to !== undefined ? Number(to) : from === undefined || by !== undefined ? most : first;
    const step = Number(by ?? 1);
    if (first < least || last > most || first > last || step === 0) return null;
    for (let value = first; value <= last; value += step) values.add(value);
  }
  return values;
}

const minuteMs = 60_000;
/** A schedule without a time in so many years, such as the 30th of February, has none. */
const yearsMax = 8;

/** The first time after `after`, in milliseconds since the epoch; undefined when there is none. */
export function nextTime(schedule: CronSchedule, after: number): number | undefined {
  const start = new Date(Math.floor(after / minuteMs) * minuteMs + minuteMs);
  const lastYear = start.getUTCFullYear() + yearsMax;
  let at = start;
  while (at.getUTCFullYear() <= lastYear) {
    const next = skip(schedule, at);
    if (next === at) return at.getTime();
    at = next;
  }
  return undefined;
}

/** The same time when it is one of the schedule; otherwise the beginning of the next month, day, hour or minute that may be. */
function skip(schedule: CronSchedule, at: Date): Date {
  const [year, month, day, hour] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  if (!schedule.months.has(month + 1)) return new Date(Date.UTC(year, month + 1));
  if (!isDay(schedule, at)) return new Date(Date.UTC(year, month, day + 1));
  if (!schedule.hours.has(hour)) return new Date(Date.UTC(year, month, day, hour + 1));
  return schedule.minutes.has(at.getUTCMinutes()) ? at : new Date(at.getTime() + minuteMs);
}

function isDay({ days, weekdays, match }: CronSchedule, at: Date): boolean {
  const [byDay, byWeekday] = [days.has(at.getUTCDate()), weekdays.has(at.getUTCDay())];
  return match === "both" ? byDay && byWeekday : byDay || byWeekday;
}

/** The last time after `after` and not after `now`. */
export function lastDue(schedule: CronSchedule, after: number, now: number): number | undefined {
  let due: number | undefined;
  for (let at = nextTime(schedule, after); at !== undefined && at <= now; at = nextTime(schedule, at)) {
    due = at;
  }
  return due;
}
