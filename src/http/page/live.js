/** Staying up to date: through `/stream`, and by asking again where there is none. @module */
import { actorsMax } from "./society.js";

const askMs = 3000;

/** Asks for JSON, sparing the server what has not changed; null means "as before". */
export class Asker {
  #tags = new Map();
  #society;

  constructor(society) {
    this.#society = society;
  }

  /** @returns {Promise<{status: number, body: any} | null>} rejects when the server is out of reach */
  async ask(path) {
    const tag = this.#tags.get(path);
    const response = await fetch(path, { headers: tag ? { "if-none-match": tag } : {}, cache: "no-store" });
    const now = Number(response.headers.get("edgechart-now"));
    if (now > 0) this.#society.setNow(now);
    if (response.status === 304) return null;
    const etag = response.headers.get("etag");
    if (etag && response.ok) this.#tags.set(path, etag);
    else this.#tags.delete(path);
    return { status: response.status, body: await response.json() };
  }

  /** Forgets what was answered, so that the next answer is whole. */
  forget(path) {
    this.#tags.delete(path);
  }
}

/** Reads every page of `/actors`, up to the limit. */
async function readActors(asker, society) {
  const items = [];
  let cursor = "";
  let total = 0;
  do {
    const path = `/actors?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    asker.forget(path);
    const answer = await asker.ask(path);
    if (!answer || answer.status !== 200) throw new Error(`Cannot read ${path}`);
    items.push(...answer.body.items);
    total = answer.body.total;
    cursor = answer.body.nextCursor ?? "";
  } while (cursor && items.length < actorsMax);
  society.replace(items, total);
}

/**
 * Keeps `society` up to date for as long as the page is open.
 *
 * @param {(mode: "live" | "asking" | "offline") => void} onMode told whenever the way of staying up to date changes
 */
export function follow(society, asker, onMode) {
  let streaming = false;
  const refresh = () =>
    readActors(asker, society).then(
      () => onMode(streaming ? "live" : "asking"),
      () => onMode("offline"),
    );
  const stream = new EventSource("/stream");
  stream.addEventListener("hello", () => {
    streaming = true;
    refresh();
  });
  stream.addEventListener("actors", (event) => society.apply(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    streaming = false;
    refresh();
  });
  whileSeen(() => {
    if (!streaming) refresh();
  });
}

/** Calls `ask` now, and from time to time while the page is looked at. */
export function repeat(ask) {
  ask();
  whileSeen(ask);
}

/** Calls `ask` every few seconds while the page is looked at, and as soon as it is looked at again. */
function whileSeen(ask) {
  const askIfSeen = () => {
    if (!document.hidden) ask();
  };
  setInterval(askIfSeen, askMs);
  document.addEventListener("visibilitychange", askIfSeen);
}
