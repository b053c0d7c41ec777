/** Which actors are shown, and in which order. @module */
import { arrange, byId, h, setText } from "./dom.js";
import { toneOf } from "./words.js";

export class Filters {
  #form = byId("filters");
  #text = byId("text");
  #kind = byId("kind");
  #state = byId("state");
  #overdue = byId("overdue");
  #sort = { key: "address", descending: false };

  /** @param {() => void} onChange called after the reader changed something */
  constructor(onChange) {
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", onChange);
    for (const button of document.querySelectorAll("[data-sort]")) {
      button.addEventListener("click", () => {
        this.#sortBy(button.dataset.sort);
        onChange();
      });
    }
    addEventListener("keydown", (event) => this.#onKey(event, onChange));
  }

  get kind() {
    return this.#kind.value;
  }

  get state() {
    return this.#state.value;
  }

  /** Shows one kind, and one state of it; choosing what is chosen shows everything again. */
  toggle(kind, state) {
    const same = this.kind === kind && this.state === state;
    this.#kind.value = same ? "" : kind;
    this.offer(this.#actors);
    this.#state.value = same ? "" : state;
  }

  #actors = [];

  /** Offers the kinds and states there are. */
  offer(actors) {
    this.#actors = actors;
    const kinds = [...new Set(actors.map((actor) => actor.kind))].sort();
    fill(this.#kind, "All kinds", kinds);
    const inKind = actors.filter((actor) => this.kind === "" || actor.kind === this.kind);
    fill(this.#state, "All states", [...new Set(inKind.map((actor) => actor.state))].sort());
  }

  /** The actors to show, in order. */
  apply(actors, now) {
    const words = this.#text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const late = actors.filter((actor) => toneOf(actor, now) === "overdue");
    setText(byId("overdue-number"), String(late.length));
    const shown = (this.#overdue.checked ? late : actors).filter((actor) =>
      (this.kind === "" || actor.kind === this.kind) && (this.state === "" || actor.state === this.state) &&
      words.every((word) => textOf(actor).includes(word))
    );
    return shown.sort(this.#order());
  }

  #order() {
    const { key, descending } = this.#sort;
    const sign = descending ? -1 : 1;
    return (a, b) => sign * compare(a[key], b[key]) || compare(a.address, b.address);
  }

  #sortBy(key) {
    this.#sort = { key, descending: this.#sort.key === key && !this.#sort.descending };
    for (const button of document.querySelectorAll("[data-sort]")) {
      const order = this.#sort.descending ? "descending" : "ascending";
      if (button.dataset.sort === key) button.closest("th").setAttribute("aria-sort", order);
      else button.closest("th").removeAttribute("aria-sort");
    }
  }

  #onKey(event, onChange) {
    if (event.key === "/" && !isTyping(event.target)) {
      event.preventDefault();
      this.#text.focus();
    } else if (event.key === "Escape" && event.target === this.#text && this.#text.value !== "") {
      this.#text.value = "";
      onChange();
    }
  }
}

function isTyping(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}

function textOf({ address, state, reason, waitsFor }) {
  return `${address} ${state} ${reason} ${waitsFor ?? ""}`.toLowerCase();
}

/** What is null (no deadline, nothing to wait for) comes last, as in a timetable. */
function compare(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function fill(select, everything, values) {
  const wanted = ["", ...values];
  if (select.value !== "" && !wanted.includes(select.value)) wanted.push(select.value);
  if (wanted.join("\n") === [...select.options].map((option) => option.value).join("\n")) return;
  const chosen = select.value;
  arrange(select, wanted.map((value) => h("option", { value, text: value === "" ? everything : value })));
  select.value = chosen;
}
