/** What an actor was told last, and what caused it. @module */
import { h } from "./dom.js";
import { fullTime, linkTo, timeOfDay } from "./words.js";

/**
 * The letters, newest first. A cause leads to the letter it names: in this list, or at the actor it came from.
 *
 * @param {(address: string) => boolean} isKnown whether there is an actor with this address
 */
export function lettersList(actor, isKnown, markedLetter) {
  const ids = new Set(actor.lastLetters.map((letter) => letter.id));
  const rows = [...actor.lastLetters].reverse().map((letter) =>
    h(
      "li",
      { id: `letter-${letter.id}`, ...(letter.id === markedLetter ? { class: "marked" } : {}) },
      h("time", { datetime: fullTime(letter.at), title: fullTime(letter.at), text: timeOfDay(letter.at) }),
      h(
        "span",
        { class: "what" },
        h("code", { text: letter.type }),
        h("span", { class: "id", text: ` #${letter.id}` }),
      ),
      h("span", { class: "soft" }, fromOf(letter, isKnown), causeOf(letter, actor, ids, isKnown)),
    )
  );
  return rows.length > 0
    ? h("ol", { class: "letters" }, ...rows)
    : h("p", { class: "soft", text: "None yet." });
}

function fromOf(letter, isKnown) {
  if (letter.from === "") return "from outside";
  const name = isKnown(letter.from) ? h("a", { href: linkTo(letter.from), text: letter.from }) : letter.from;
  return h("span", {}, "from ", name);
}

function causeOf(letter, actor, ids, isKnown) {
  if (letter.cause === null) return null;
  const where = ids.has(letter.cause) ? actor.address : isKnown(letter.from) ? letter.from : null;
  const text = `#${letter.cause}`;
  const link = where === null ? text : h("a", { class: "cause", href: linkTo(where, letter.cause), text });
  return h("span", {}, " · because of ", link);
}
