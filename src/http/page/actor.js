/** The chosen actor: what it is in, why, what it waits for, what it knows, and what it was told. @module */
import { centre, chartFrame, drawingOf, light } from "./chart.js";
import { arrange, byId, h, setAttribute, setText } from "./dom.js";
import { contextTree, factsList } from "./facts.js";
import { lettersList } from "./letters.js";
import { dueIn, duration, fullTime, nameOf, toneOf } from "./words.js";

export class ActorPanel {
  #panel = byId("actor");
  #society;
  #actor = null;
  #parts = null;

  constructor(society) {
    this.#society = society;
    this.showNothing();
  }

  showNothing() {
    this.#actor = null;
    this.#parts = null;
    document.body.removeAttribute("data-chosen");
    arrange(this.#panel, [
      h(
        "div",
        { class: "empty" },
        h("h2", { id: "actor-title", text: "No actor chosen" }),
        h(
          "p",
          { class: "soft" },
          "Choose one to see why it is where it is. ",
          h("kbd", { text: "/" }),
          " finds, ",
          h("kbd", { text: "↑" }),
          " ",
          h("kbd", { text: "↓" }),
          " move, ",
          h("kbd", { text: "Enter" }),
          " opens, ",
          h("kbd", { text: "Esc" }),
          " goes back.",
        ),
      ),
    ]);
  }

  showGone(address) {
    this.#actor = null;
    this.#parts = null;
    document.body.dataset.chosen = "yes";
    arrange(this.#panel, [
      back(),
      h(
        "div",
        { class: "empty" },
        h("h2", { id: "actor-title", text: "Not here" }),
        h("p", { class: "soft", text: `There is no actor at ${address}. It may have gone with its object.` }),
      ),
    ]);
  }

  /** @param {number | null} letter the letter to mark */
  show(actor, letter) {
    document.body.dataset.chosen = "yes";
    if (this.#actor?.address !== actor.address) this.#open(actor);
    this.#actor = actor;
    this.#update(actor, letter);
  }

  /** Time has passed. */
  tick(now) {
    const actor = this.#actor;
    if (!actor || !this.#parts) return;
    const tone = toneOf(actor, now);
    setAttribute(this.#parts.card, "data-tone", tone);
    setText(this.#parts.since, `for ${duration(now - actor.since)}`);
    setText(this.#parts.waits, actor.waitsFor === null ? "Nothing: it is at rest." : capital(actor.waitsFor));
    setText(
      this.#parts.due,
      actor.deadline === null
        ? ""
        : tone === "overdue"
        ? dueIn(actor, now)
        : `at most ${dueIn(actor, now)} more`,
    );
  }

  #open(actor) {
    this.#parts = parts();
    const { head, card, drawing, facts, context, letters } = this.#parts;
    arrange(this.#panel, [
      back(),
      head,
      card,
      section("Statechart", drawing),
      section("Context", context),
      section("Last letters", letters),
      section("Housekeeping", facts),
    ]);
    this.#panel.scrollTop = 0;
    drawingOf(actor.kind).then((svg) => this.#place(actor, svg));
  }

  #place(actor, svg) {
    if (this.#actor?.address !== actor.address || !this.#parts) return;
    arrange(this.#parts.drawing, [
      svg ?? h("p", { class: "soft", text: `There is no drawing of ${actor.kind}.` }),
    ]);
    if (svg) {
      this.#parts.svg = svg;
      light(svg, actor.kind, this.#actor.state);
      centre(this.#parts.drawing);
    }
  }

  #update(actor, letter) {
    const { kind, name, state, reason, facts, context, letters, svg } = this.#parts;
    setText(kind, actor.kind);
    setText(name, nameOf(actor));
    setText(state, actor.state);
    setText(reason, actor.reason);
    setAttribute(this.#parts.since, "title", `since ${fullTime(actor.since)}`);
    const isKnown = (address) => this.#society.find(address) !== undefined;
    const { parent, lettersWaiting, lettersHandled, restarts, lastError } = actor;
    fill(
      facts,
      [parent, lettersWaiting, lettersHandled, restarts, lastError],
      () => factsList(actor, isKnown),
    );
    fill(context, actor.context, () => contextTree(actor.context));
    fill(letters, [actor.lastLetters, letter], () => lettersList(actor, isKnown, letter));
    if (svg) light(svg, actor.kind, actor.state);
    this.tick(this.#society.now());
  }
}

function back() {
  return h("a", { class: "back", href: "#", text: "All actors" });
}

/** The elements that change, and the containers they are in. */
function parts() {
  const [kind, name] = [h("span", { class: "kind" }), h("span", { class: "name" })];
  const [state, since, reason, waits, due] = ["state-name", "since", "reason", "what", "due"].map((name) =>
    h("span", { class: name })
  );
  const head = h("h2", { id: "actor-title" }, kind, name);
  const card = h(
    "div",
    { class: "now" },
    h("p", { class: "standing" }, h("span", { class: "dot" }), state, since),
    reason,
    h("p", { class: "waiting" }, h("span", { class: "label", text: "Waits for" }), waits, due),
  );
  const [facts, context, letters] = [h("div"), h("div"), h("div")];
  return {
    head,
    kind,
    name,
    card,
    state,
    since,
    reason,
    waits,
    due,
    facts,
    context,
    letters,
    drawing: chartFrame(),
  };
}

/** Fills a part anew only when what it shows differs, so that what the reader unfolded stays unfolded. */
function fill(part, shown, make) {
  const text = JSON.stringify(shown);
  if (part.shown === text) return;
  part.shown = text;
  arrange(part, [make()]);
}

function section(title, body) {
  return h("section", {}, h("h3", { text: title }), body);
}

function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
