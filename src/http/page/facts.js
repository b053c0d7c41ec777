/** What an actor knows, and how it has fared. @module */
import { h } from "./dom.js";
import { count, linkTo } from "./words.js";

/** Parent, letters, restarts and the last error.
 *
 * @param {(address: string) => boolean} isKnown whether there is an actor with this address
 */
export function factsList(actor, isKnown) {
  const parent = isKnown(actor.parent)
    ? h("a", { href: linkTo(actor.parent), text: actor.parent })
    : actor.parent || "none";
  const rows = [
    ["parent", parent],
    [
      "letters",
      `${actor.lettersWaiting} waiting, ${actor.lettersHandled} handled`,
    ],
    ["restarts", String(actor.restarts)],
    ["last error", actor.lastError ?? "none"],
  ];
  return h(
    "dl",
    { class: "pairs" },
    ...rows.flatMap(([term, value]) => [h("dt", { text: term }), h("dd", {}, value)]),
  );
}

/** Scalars stand beside their names; what is nested is folded when it is long. */
export function contextTree(value) {
  if (typeof value !== "object" || value === null) {
    return h("p", { class: "soft", text: "Nothing is shown of it." });
  }
  const rows = Object.entries(value).flatMap((
    [name, inner],
  ) => [h("dt", { text: name }), h("dd", {}, contextValue(inner))]);
  return rows.length > 0
    ? h("dl", { class: "pairs mono" }, ...rows)
    : h("p", { class: "soft", text: "Empty." });
}

function contextValue(value) {
  if (value === null || value === "") {
    return h("span", { class: "soft", text: value === null ? "none" : "empty" });
  }
  if (typeof value !== "object") return String(value);
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (size === 0) return h("span", { class: "soft", text: "none" });
  const text = JSON.stringify(value, null, 2);
  if (text.length < 60) return h("code", { text: JSON.stringify(value) });
  const open = text.length < 400 ? { open: "" } : {};
  return h("details", open, h("summary", { text: count(size, "entry", "entries") }), h("pre", { text }));
}
