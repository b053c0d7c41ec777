/** The table of actors: one row an actor, changed in place. @module */
import { arrange, byId, h, setAttribute, setText } from "./dom.js";
import { count, dueIn, duration, linkTo, splitAddress, toneOf } from "./words.js";

/** Rows that are drawn; a longer list is for the filters. */
const rowsMax = 400;

export class Table {
  #body = byId("rows");
  /** @type {Map<string, Row>} */
  #rows = new Map();

  constructor() {
    this.#body.addEventListener("keydown", (event) => this.#onKey(event));
    this.#body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row && !event.target.closest("a") && getSelection().isCollapsed) row.querySelector("a").click();
    });
  }

  /** @param {string | null} chosen the address of the chosen actor */
  show(actors, { chosen, now, total, known }) {
    const shown = actors.slice(0, rowsMax);
    const rows = shown.map((actor) => this.#rowOf(actor));
    this.#rows = new Map(shown.map((actor, i) => [actor.address, rows[i]]));
    const inReach = this.#rows.has(chosen) ? chosen : shown[0]?.address;
    rows.forEach((row, i) =>
      row.update(shown[i], now, shown[i].address === chosen, shown[i].address === inReach)
    );
    arrange(this.#body, rows.map((row) => row.element));
    setText(byId("shown"), sayShown(shown.length, actors.length, total, known));
    const nothing = byId("nothing");
    nothing.hidden = shown.length > 0;
    setText(nothing, total === 0 ? "There are no actors yet." : "No actor matches.");
  }

  /** Time has passed. */
  tick(now) {
    for (const row of this.#rows.values()) row.tick(now);
  }

  #rowOf(actor) {
    return this.#rows.get(actor.address) ?? new Row();
  }

  #onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tr");
    if (!step || !row) return;
    event.preventDefault();
    const next = step === 1 ? row.nextElementSibling : row.previousElementSibling;
    next?.querySelector("a").focus();
  }
}

function sayShown(shown, matching, total, known) {
  const part = shown < matching
    ? `The first ${shown} of ${count(matching, "actor", "actors")}. Narrow the filter to see the rest.`
    : count(matching, "actor", "actors");
  const beyond = known < total
    ? ` This page holds ${known.toLocaleString("en")} of ${total.toLocaleString("en")}.`
    : "";
  return matching === total && shown === matching
    ? part
    : `${part}${shown < matching ? "" : ` of ${total.toLocaleString("en")}`}${beyond}`;
}

class Row {
  #kind = h("span", { class: "kind" });
  #name = h("span", { class: "name" });
  #link = h("a", {}, this.#kind, " ", this.#name);
  #state = h("span", { class: "words" });
  #waits = h("span", { class: "clip" });
  #due = h("td", { class: "time due" });
  #since = h("td", { class: "time since" });
  #actor = null;

  element = h(
    "tr",
    {},
    h("th", { scope: "row", class: "wide" }, this.#link),
    h("td", { class: "state" }, h("span", { class: "dot" }), this.#state),
    h("td", { class: "waits" }, this.#waits),
    this.#due,
    this.#since,
  );

  update(actor, now, isChosen, isInReach) {
    this.#actor = actor;

    const { scope, name } = splitAddress(actor);
    setText(this.#kind, scope === "" ? actor.kind : `${actor.kind} · ${scope}`);
    setText(this.#name, name);
    setAttribute(this.#link, "href", linkTo(actor.address));
    setAttribute(this.#link, "aria-current", isChosen ? "true" : null);
    setAttribute(this.#link, "tabindex", isInReach ? "0" : "-1");
    setAttribute(this.#link, "title", actor.address);
    setText(this.#state, actor.state);
    this.tick(now);
  }

  tick(now) {
    const actor = this.#actor;
    const tone = toneOf(actor, now);
    setAttribute(this.element, "data-tone", tone);
    const waits = actor.waitsFor ?? "";
    const words = tone === "overdue" ? `${waits}: ${actor.reason}` : waits;
    setText(this.#waits, words);
    setAttribute(this.#waits, "title", words === "" ? null : words);
    setText(this.#due, dueIn(actor, now));
    setText(this.#since, duration(now - actor.since));
  }
}
