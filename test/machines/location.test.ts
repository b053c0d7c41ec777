/** How a Location chooses SyncTargets of its workspace. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type LocationCard, locationMachine } from "../../src/machines/location.ts";
import { seen } from "./examples.ts";
import {
  florin,
  guilder,
  location as example,
  locationInput,
  locationObject,
  nonsense,
} from "./journeys/location.ts";
import { Life } from "./life.ts";

const born = (object = locationInput.object) => new Life(locationMachine, { ...locationInput, object });
const [listed] = example["synctarget.listed"];
const [offered, another] = example["synctarget.offered"];
const selectorsOf = (life: Life) => life.params<{ selectors: unknown }>("seek").selectors;
const cardOf = (life: Life) => life.params<{ card: LocationCard }>("offer").card;

test("R-21: it looks among the SyncTargets of its own workspace only", () => {
  assert.is(born().params<{ topic: string }>("seek").topic, "synctargets/c1");
});

test("R-21: no instanceSelector selects nothing, an empty one everything", () => {
  const without = { ...locationObject(), spec: {} };
  assert.equal([selectorsOf(born(without)), selectorsOf(born())], [[], [{}]]);
});

test("nothing is offered before every SyncTarget has been looked at, so no slice ever shrinks for a moment", () => {
  const life = born().tell(offered);
  assert.equal([life.state, life.wants], ["listing", []]);
  assert.equal(cardOf(life.tell(listed)).targets, [florin]);
});

test("R-21: it offers itself under its labels, with all the SyncTargets it selects, sorted", () => {
  const life = born().tell(another, offered, listed);
  const { topic, key, labels } = life.params<{ topic: string; key: string; labels: unknown }>("offer");
  assert.equal([topic, key, labels], ["locations", "c1/location-f", { env: "prod" }]);
  assert.equal(cardOf(life).targets, [florin, guilder]);
});

test("a SyncTarget that goes, or stops matching, leaves the card", () => {
  const life = born().tell(offered, listed, example["synctarget.withdrawn"][0]);
  assert.equal([life.state, cardOf(life).targets], ["empty", []]);
});

test("a relabelled Location is offered under its new labels; a changed selector is looked up again", () => {
  const moved = seen(
    "location.modified",
    example["location.modified"][0].fact,
    locationObject({}, { env: "dev" }),
  );
  const life = born().tell(offered, listed, moved);
  assert.equal(life.params<{ labels: unknown }>("offer").labels, { env: "dev" });
  assert.equal(selectorsOf(born().tell(example["location.modified"][0])), [{ matchLabels: { env: "prod" } }]);
});

test("an instanceSelector that cannot be understood selects nothing, and says why", () => {
  const life = born(locationObject(nonsense)).tell(listed);
  assert.equal([life.state, cardOf(life).targets], ["invalid", []]);
  assert.match(String(life.context.trouble), "spec.instanceSelector");
});

test("a Location that is deleted ends, and its card comes down with it", () => {
  assert.is(born().tell(offered, listed, example["location.deleted"][0]).status, "done");
});

test.run();
