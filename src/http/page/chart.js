/** The drawing of a kind, with the actor's own state lit. @module */
import { h } from "./dom.js";

/** A drawing that does not fit is scaled down to this at most, and scrolls beyond, so that it can be read. */
const scaleMin = 0.72;

/** @type {Map<string, Promise<SVGElement | null>>} */
const drawings = new Map();

/** A fresh copy of the kind's drawing, or null when there is none. */
export async function drawingOf(kind) {
  if (!drawings.has(kind)) drawings.set(kind, load(kind));
  return (await drawings.get(kind))?.cloneNode(true) ?? null;
}

/** The drawing's own style is for a file opened by itself; here the page's applies, and its policy allows no other. */
async function load(kind) {
  const response = await fetch(`/charts/${encodeURIComponent(kind)}.svg`);
  if (!response.ok) return null;
  const text = (await response.text()).replace(/<style>.*?<\/style>/s, "");
  const svg = document.importNode(
    new DOMParser().parseFromString(text, "image/svg+xml").documentElement,
    true,
  );
  svg.style.minWidth = `${Math.round(Number(svg.getAttribute("width")) * scaleMin)}px`;
  return svg;
}

/** Lights the states an actor is in, and the arrows that lead away from them. */
export function light(svg, kind, state) {
  const active = state.split(/[,\s]+/);
  const isActive = (path) => active.some((one) => one === path || one.startsWith(`${path}.`));
  for (const group of svg.querySelectorAll("[data-state]")) {
    group.classList.toggle("on", isActive(group.dataset.state));
  }
  for (const arrow of svg.querySelectorAll("[data-from]")) {
    arrow.classList.toggle("on", isActive(arrow.dataset.from));
  }
  svg.setAttribute("aria-label", `Statechart of ${kind}, now in ${state}`);
}

/** A place that keeps a drawing scrollable by keyboard too. */
export function chartFrame() {
  return h("div", { class: "drawing", tabindex: "0", role: "group", "aria-label": "Statechart" });
}

/** Scrolls the drawing so that the state the actor is in stands in the middle. */
export function centre(frame) {
  const state = frame.querySelector(".state.on");
  if (!state) return;
  const [inner, outer] = [state.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}
