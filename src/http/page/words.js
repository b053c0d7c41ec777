/** How facts are said. @module */

const units = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]];

/** `95_000` → `1 min 35 s`; two units at most. @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return "0 s";
  const [unit, size] = units[first];
  const [nextUnit, nextSize] = units[first + 1] ?? ["", 0];
  const rest = nextSize === 0 ? 0 : Math.floor((seconds % size) / nextSize);
  return `${Math.floor(seconds / size)} ${unit}${rest === 0 ? "" : ` ${rest} ${nextUnit}`}`;
}

/** `overdue`, `waiting` or `rest`: the deadline passes here without any news from the server. */
export function toneOf(actor, now) {
  if (actor.overdue || (actor.deadline !== null && now > actor.deadline)) return "overdue";
  return actor.waitsFor === null ? "rest" : "waiting";
}

/** How long until the wait is overdue, or since when it is. */
export function dueIn(actor, now) {
  if (actor.deadline === null) return "";
  const left = actor.deadline - now;
  return left < 0 ? `${roughly(-left)} late` : duration(left);
}

/** The largest unit only. */
function roughly(ms) {
  return duration(ms).split(" ").slice(0, 2).join(" ");
}

/** The time of day with seconds, in the reader's own zone. */
export function timeOfDay(ms) {
  return new Date(ms).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  });
}

/** The full time, for a tooltip. */
export function fullTime(ms) {
  return new Date(ms).toISOString();
}

/** `1 actor`, `2 actors`. */
export function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** The address in a URL: its slashes stay. */
export function encodeAddress(address) {
  return address.split("/").map(encodeURIComponent).join("/");
}

/** The link within the page to an actor, and to one of its letters. */
export function linkTo(address, letter = null) {
  return `#/${encodeAddress(address)}${letter === null ? "" : `?letter=${letter}`}`;
}

/** An address without its kind. */
export function nameOf(actor) {
  const rest = actor.address.startsWith(`${actor.kind}/`) ? actor.address.slice(actor.kind.length + 1) : "";
  return rest === "" ? actor.address : rest;
}

/** Parts of an address that say where, not what: cluster ids, and what a reflector looks at. */
const scopePart = /^(?:[0-9a-z]{16}|hub|edge:.*|\*|-)$/;

/** An address in two lines: what it is, and where that is, because long names differ in what only. */
export function splitAddress(actor) {
  const parts = nameOf(actor).replace(/^([0-9a-z]{16})-(mb-)/, "$1/$2").split("/");
  const start = parts.findIndex((part) => !scopePart.test(part));
  if (start === -1) return { scope: "", name: nameOf(actor) };
  return {
    scope: parts.slice(0, start).filter((part) => part !== "-").join(" "),
    name: parts.slice(start).join("/"),
  };
}
