/** The top of the page: how the society is doing as a whole. @module */
import { arrange, byId, h, setAttribute, setText } from "./dom.js";
import { count, linkTo, timeOfDay, toneOf } from "./words.js";

/** One card a kind, with a bar of its states. */
export class Kinds {
  #list = byId("kinds");
  #cards = new Map();

  /** @param {(kind: string, state: string) => void} onChoose */
  constructor(onChoose) {
    this.onChoose = onChoose;
  }

  show(actors, now, chosen) {
    const kinds = [...Map.groupBy(actors, (actor) => actor.kind)].sort(([a], [b]) => a < b ? -1 : 1);
    const cards = kinds.map(([kind, members]) => {
      const card = this.#cards.get(kind) ?? this.#make(kind);
      this.#update(card, members, now, chosen);
      return card;
    });
    arrange(this.#list, cards.map((card) => card.element));
  }

  #make(kind) {
    const number = h("span", { class: "number" });
    const bar = h("span", { class: "meter", "aria-hidden": "true" });
    const words = h("span", { class: "breakdown" });
    const button = h(
      "button",
      { type: "button" },
      h("span", { class: "kind", text: kind }),
      number,
      bar,
      words,
    );
    button.addEventListener("click", () => this.onChoose(kind, ""));
    const card = { kind, number, bar, words, button, element: h("li", {}, button) };
    this.#cards.set(kind, card);
    return card;
  }

  #update(card, members, now, chosen) {
    setText(card.number, members.length.toLocaleString("en"));
    const states = [...Map.groupBy(members, (actor) => actor.state)].sort(([, a], [, b]) =>
      b.length - a.length
    );
    setText(card.words, states.map(([state, inState]) => `${inState.length} ${state}`).join(" · "));
    setAttribute(card.button, "title", card.words.textContent);
    setAttribute(card.button, "aria-pressed", String(chosen === card.kind));
    const tones = Map.groupBy(members, (actor) => toneOf(actor, now));
    arrangeMeter(
      card.bar,
      ["rest", "waiting", "overdue"].map((tone) => [tone, tones.get(tone)?.length ?? 0]),
    );
  }
}

/** Widths in hundredths as classes would be many; `flex-grow` through the style object is allowed by the policy. */
function arrangeMeter(bar, parts) {
  while (bar.children.length < parts.length) bar.append(h("span"));
  parts.forEach(([tone, number], i) => {
    setAttribute(bar.children[i], "data-tone", tone);
    bar.children[i].style.flexGrow = String(number);
  });
}

/** `/readyz` and `/sources` in the bar. */
export function showSources(sources) {
  const unsynced = sources.filter((source) => !source.synced);
  const ready = sources.length > 0 && unsynced.length === 0;
  const fact = byId("readiness");
  setAttribute(fact, "data-tone", ready ? "rest" : "waiting");
  const words = ready
    ? "Ready"
    : sources.length === 0
    ? "No sources yet"
    : `Waiting for ${count(unsynced.length, "source", "sources")}`;
  setText(fact.querySelector(".words"), words);
  setText(
    byId("sources-summary"),
    `${sources.length - unsynced.length} of ${count(sources.length, "source is", "sources are")} synced.`,
  );
  const rows = [...unsynced, ...sources.filter((source) => source.synced)].map((source) =>
    h(
      "li",
      { "data-tone": source.synced ? "rest" : "waiting" },
      h("span", { class: "dot" }),
      h("a", { href: linkTo(source.address), text: source.address }),
      h("span", {
        class: "soft",
        text: source.synced ? source.detail || "synced" : source.detail || "not synced yet",
      }),
    )
  );
  arrange(byId("sources"), rows);
}

/** `/deadletters` in the bar. */
export function showDeadLetters({ total, newest }) {
  const fact = byId("dead-letters");
  setAttribute(fact, "data-tone", total === 0 ? "rest" : "waiting");
  setText(fact.querySelector(".number"), total.toLocaleString("en"));
  const rows = [...newest].reverse().map((letter) =>
    h(
      "li",
      {},
      h("time", { text: timeOfDay(letter.at) }),
      h("span", {}, h("code", { text: letter.type }), " to ", h("code", { text: letter.to })),
      h("span", { class: "soft", text: `${letter.why} · from ${letter.from || "outside"}` }),
    )
  );
  arrange(byId("dead-letters-list"), rows.length > 0 ? rows : [h("li", { class: "soft", text: "None." })]);
}

const modes = { live: ["rest", "Live"], asking: ["waiting", "Asking"], offline: ["overdue", "Out of reach"] };

/** @param {"live" | "asking" | "offline"} mode */
export function showMode(mode) {
  const [tone, words] = modes[mode];
  const fact = byId("live");
  setAttribute(fact, "data-tone", tone);
  setText(fact.querySelector(".words"), words);
  document.body.dataset.mode = mode;
}
