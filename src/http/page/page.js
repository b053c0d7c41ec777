/** Wires the page: facts come in, the reader chooses, and the parts are told. @module */
import { ActorPanel } from "./actor.js";
import { byId } from "./dom.js";
import { Filters } from "./filters.js";
import { Asker, follow, repeat } from "./live.js";
import { Society } from "./society.js";
import { Kinds, showDeadLetters, showMode, showSources } from "./summary.js";
import { Table } from "./table.js";
import { encodeAddress } from "./words.js";

const society = new Society();
const asker = new Asker(society);
const table = new Table();
const panel = new ActorPanel(society);
const filters = new Filters(draw);
const kinds = new Kinds((kind, state) => {
  filters.toggle(kind, state);
  draw();
});

/** What the fragment chooses: `#/mailbox/one?letter=12`. */
function readChoice() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const letter = /^letter=(\d+)$/.exec(query)?.[1];
  return { address: path === "" ? null : decodeURIComponent(path), letter: letter ? Number(letter) : null };
}

function draw() {
  const actors = society.all();
  const now = society.now();
  filters.offer(actors);
  const shown = filters.apply(actors, now);
  table.show(shown, { chosen: readChoice().address, now, total: society.total, known: actors.length });
  kinds.show(actors, now, filters.kind);
}

/** Asks for the chosen actor, unless the reader has chosen another meanwhile. */
async function showChosen() {
  const { address, letter } = readChoice();
  if (address === null) return panel.showNothing();
  const path = `/actors/${encodeAddress(address)}`;
  const answer = await asker.ask(path);
  if (answer === null || readChoice().address !== address) return;
  if (answer.status === 200) panel.show(answer.body, letter);
  else if (answer.status === 404) panel.showGone(address);
}

function onChoice() {
  const { address, letter } = readChoice();
  if (address !== null) asker.forget(`/actors/${encodeAddress(address)}`);
  document.querySelectorAll("[popover]").forEach((popover) => popover.hidePopover());
  draw();
  showChosen().then(() => {
    const target = letter === null ? null : document.getElementById(`letter-${letter}`);
    target?.scrollIntoView({ block: "center" });
    if (address !== null && matchMedia("(max-width: 60rem)").matches) byId("actor").focus();
  }, outOfReach);
}

function outOfReach() {
  showMode("offline");
}

/** Asks for what has no stream; an answer that is the same as before is not drawn again. */
async function askTheRest() {
  const [sources, letters] = await Promise.all([
    asker.ask("/sources"),
    asker.ask("/deadletters"),
    showChosen(),
  ]);
  if (sources) showSources(sources.body.items);
  if (letters) showDeadLetters(letters.body);
}

let chosenBefore = null;
society.onChange(() => {
  draw();
  const chosen = society.find(readChoice().address);
  if (chosen !== chosenBefore) showChosen().catch(outOfReach);
  chosenBefore = chosen;
});
addEventListener("hashchange", onChoice);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.id !== "text" && !document.querySelector(":popover-open")) {
    location.hash = "";
  }
});
setInterval(() => {
  if (document.hidden) return;
  table.tick(society.now());
  panel.tick(society.now());
}, 1000);
follow(society, asker, showMode);
repeat(() => askTheRest().catch(outOfReach));
onChoice();
