/** The page in a real browser. Skipped, and it says so, where there is no Chromium. @module */
import { existsSync } from "node:fs";
import process from "node:process";
import { type Browser, chromium, type Page } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readCharts } from "../../src/http/charts.ts";
import { serveApp } from "../../src/http/serve.ts";
import { createSample, type Sample } from "./sample_app.ts";

const executablePath = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
]
  .find((path) => path !== undefined && existsSync(path));
const placement = "edgePlacement/3fow9ccs1jphhgy1/edge-placement-s";

interface Visit {
  readonly page: Page;
  readonly sample: Sample;
  readonly url: string;
  /** Everything the browser complained about. */
  readonly complaints: string[];
}

let browser: Browser | null = null;
let page: Page | null = null;

async function visit(
  hash: string,
  run: (visit: Visit) => Promise<void>,
  sample = createSample({ charts: readCharts() }),
) {
  const server = await serveApp({ app: sample.app, listen: "127.0.0.1:0" });
  browser ??= await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  page ??= await browser.newPage();
  const complaints: string[] = [];
  page.removeAllListeners();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(`${server.url}/${hash}`);
    await page.waitForSelector("tbody tr", { state: "attached" });
    await run({ page, sample, url: server.url, complaints });
  } finally {
    await page.goto("about:blank");
    await server.close();
  }
}

if (executablePath === undefined) {
  console.log("SKIPPED: there is no Chromium here; name one in CHROMIUM to try the page in it");
}
const it = executablePath === undefined ? test.skip : test;

it("the page shows every actor, and the browser has nothing to complain about", () =>
  visit(`#/${placement}`, async ({ page, complaints }) => {
    await page.waitForSelector(".chart .on");
    assert.is(await page.locator("tbody tr").count(), 26);
    assert.is(await page.locator("#readiness .words").innerText(), "Waiting for 1 source");
    assert.equal(complaints, []);
  }));

it("the chosen actor shows why it waits, and its state is lit in the drawing", () =>
  visit(`#/${placement}`, async ({ page }) => {
    await page.waitForSelector('.chart [data-state="writingSlice"].on');
    assert.match(
      await page.locator(".now").innerText(),
      /writingSlice[^]*Waits for[^]*The hub's answer[^]*12 s late/,
    );
    assert.is(await page.locator(".chart .state.on").count(), 1);
  }));

it("a change reaches the page through the stream", () =>
  visit(`#/${placement}`, async ({ page, sample }) => {
    await page.waitForSelector('#live[data-tone="rest"]');
    sample.directory.change(placement, { state: "placed", waitsFor: null, deadline: null, overdue: false });
    sample.clock.advance(200);
    await page.waitForSelector('.chart [data-state="placed"].on');
    assert.is(await page.locator("#overdue-number").innerText(), "0");
  }));

it("without a stream the page asks", () => {
  const sample = createSample({ feed: undefined });
  return visit("", async ({ page }) => {
    await page.waitForSelector('#live[data-tone="waiting"]');
    sample.directory.change(placement, { state: "placed", waitsFor: null, deadline: null, overdue: false });
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.waitForSelector('tr:has-text("edge-placement-s") td:has-text("placed")');
  }, sample);
});

it("it works by keyboard alone: find, move, open, go back", () =>
  visit("", async ({ page }) => {
    await page.keyboard.press("/");
    await page.keyboard.type("edgePlacement/");
    await page.waitForSelector('#shown:text("2 actors")');
    await page.locator("tbody a").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".now");
    assert.match(await page.locator("#actor-title").innerText(), /edge-placement-s/);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".empty");
  }));

it("a cause leads to its letter", () =>
  visit(`#/${placement}`, async ({ page }) => {
    await page.locator(".cause").first().click();
    await page.waitForSelector("#letter-31.marked");
  }));

it("on a narrow screen nothing sticks out", () =>
  visit(`#/${placement}`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 700 });
    await page.waitForSelector(".now");
    assert.ok(
      await page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
      "with an actor chosen",
    );
    await page.locator(".back").click();
    await page.waitForSelector("tbody tr", { state: "visible" });
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "with the list");
  }));

it("a hostile name is text", () => {
  const sample = createSample();
  sample.directory.actors = sample.directory.actors.map((actor, i) =>
    i === 0 ? { ...actor, reason: "<img src=x onerror=alert(1)>", state: "<b>x</b>" } : actor
  );
  return visit(`#/${sample.directory.actors[0]!.address}`, async ({ page, complaints }) => {
    await page.waitForSelector(".now");
    assert.is(await page.locator(".state-name").innerText(), "<b>x</b>");
    assert.equal(complaints.filter((text) => !text.includes("404")), []);
  }, sample);
});

test.after(() => browser?.close());

test.run();
