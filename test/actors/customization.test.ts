/** Customization in the society: which change reaches which copy, and what waits for what. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CustomizationWorld, expands, named } from "./customization_world.ts";

const running = "Running in %(loc-name).";
const replaced = [{ path: "$.data.page", value: '"served by %(loc-name)"' }];

function worldWith(text: string, annotations: Readonly<Record<string, string>>): CustomizationWorld {
  const world = new CustomizationWorld();
  world.page(text, annotations);
  world.rest();
  return world;
}

const pages = (world: CustomizationWorld) => [world.pageAt("florin"), world.pageAt("guilder")];
const states = (world: CustomizationWorld) => world.mailboxes().map(({ state }) => state);

test("each destination gets the text of its own Location, on create and on update, and then it is quiet", () => {
  const world = worldWith(running, expands);
  assert.equal(pages(world), ["Running in florin.", "Running in guilder."]);
  world.page("Now in %(loc-name).", expands);
  world.rest();
  assert.equal(pages(world), ["Now in florin.", "Now in guilder."]);
  assert.equal(world.rest(), []);
  assert.equal(states(world), ["settled", "settled"]);
});

test("a relabelled Location changes the copies that go through it, and no other copy", () => {
  const world = worldWith(running, expands);
  world.locate("florin", "florin", { "loc-name": "the sea" });
  const writes = world.rest();
  assert.equal(pages(world), ["Running in the sea.", "Running in guilder."]);
  assert.is(writes.length, 1);
});

test("a label that no copy uses is written nowhere", () => {
  const world = worldWith("plain", {});
  world.locate("florin", "florin", { "loc-name": "the sea" });
  assert.equal(world.rest(), []);
  const using = worldWith(running, expands);
  using.locate("florin", "florin", { "loc-name": "florin", colour: "blue" });
  assert.equal(using.rest(), []);
});

test("a copy without its Customizer goes as it is and says so, until the Customizer comes", () => {
  const world = worldWith("plain", named);
  assert.equal(pages(world), ["plain", "plain"]);
  assert.equal(states(world), ["flawed", "flawed"]);
  assert.match(world.mailboxes()[0]?.troubles[0], "there is no Customizer n/c");
  world.customizer(replaced, expands);
  world.rest();
  assert.equal(pages(world), ["served by florin", "served by guilder"]);
  assert.equal(states(world), ["settled", "settled"]);
  world.dropCustomizer();
  world.rest();
  assert.equal(pages(world), ["plain", "plain"]);
  assert.equal(states(world), ["flawed", "flawed"]);
});

test("an edited Customizer changes the copies that name it, and a bad replacement is told while the others work", () => {
  const world = worldWith("plain", named);
  world.customizer([{ path: "$.data.page", value: '"one"' }]);
  world.rest();
  world.customizer([{ path: "no path", value: "1" }, { path: "$.data.page", value: '"two"' }]);
  world.rest();
  assert.equal(pages(world), ["two", "two"]);
  assert.match(world.mailboxes()[0]?.troubles[0], "Cannot replace no path");
  world.customizer([{ path: "$.data.page", value: '"two"' }]);
  assert.equal(world.rest(), []);
  assert.equal(states(world), ["settled", "settled"]);
});

test("a Customizer that only asks for parameters follows the Location too", () => {
  const world = worldWith("plain", named);
  world.customizer(replaced, expands);
  world.rest();
  world.locate("guilder", "guilder", { "loc-name": "the hills" });
  assert.is(world.rest().length, 1);
  assert.equal(pages(world), ["served by florin", "served by the hills"]);
});

test("of two Locations for one SyncTarget the first by name counts, and the other when that has gone", () => {
  const world = worldWith(running, expands);
  world.locate("zed", "florin", { "loc-name": "zed" });
  world.rest();
  assert.is(world.pageAt("florin"), "Running in florin.");
  world.locate("a", "florin", { "loc-name": "a" });
  world.rest();
  assert.is(world.pageAt("florin"), "Running in a.");
  world.unlocate("a");
  world.unlocate("florin");
  world.rest();
  assert.is(world.pageAt("florin"), "Running in zed.");
  assert.not(world.pages.includes(running), "no mailbox was ever shown the text as it is");
});

test("a hub that refuses the slice does not hold back what another Location says of the copies", () => {
  const world = worldWith(running, expands);
  world.refuse("update singleplacementslices.edge.kcp.io");
  world.locate("zed", "florin", { "loc-name": "zed" });
  world.unlocate("florin");
  world.rest(5_000);
  assert.equal(pages(world), ["Running in zed.", "Running in guilder."]);
  world.refuse();
  assert.equal(world.rest(60_000).filter((write) => write.includes("configmaps")), []);
  assert.not(world.pages.includes(running), "no mailbox was ever shown the text as it is");
});

test("a Location that nobody selects gives no parameters, although it describes the SyncTarget", () => {
  const world = worldWith(running, expands);
  world.locate("a", "florin", { "loc-name": "a", env: "dev" });
  world.rest();
  assert.is(world.pageAt("florin"), "Running in florin.");
});

test("a restart finds everything as it should be, also while Customizers cannot be seen", () => {
  const world = worldWith(running, { ...expands, ...named });
  world.customizer(replaced);
  world.rest();
  world.restart();
  assert.equal(world.rest(120_000), []);
  world.refuse("list customizers.edge.kcp.io");
  world.restart();
  assert.equal(world.rest(120_000), []);
  world.refuse();
  assert.equal(world.rest(120_000), []);
  assert.equal(states(world), ["settled", "settled"]);
});

test("what was deleted while nobody saw Customizers is put right when they are seen again", () => {
  const world = worldWith("plain", named);
  world.customizer([{ path: "$.data.page", value: '"one"' }]);
  world.rest();
  world.refuse("list customizers.edge.kcp.io");
  world.restart();
  world.dropCustomizer();
  world.rest(60_000);
  assert.equal(pages(world), ["one", "one"]);
  world.refuse();
  world.rest(120_000);
  assert.equal(pages(world), ["plain", "plain"]);
});

test.run();
