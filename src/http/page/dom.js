/** Making and changing elements; text is always text, never markup. @module */

/**
 * A new element.
 *
 * @param {string} tag
 * @param {Record<string, string>} attributes by name; `text` sets the text instead
 * @param {...(Node | string | null)} children null is left out
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The element with this id, which the page is known to have. @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`Cannot find #${id} in the page`);
  return element;
}

/** Changes the text only when it differs, so that a screen reader hears changes only. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Changes or removes an attribute only when it differs. @param {string | null} value */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Makes `parent` hold exactly `children`, moving as little as possible so that focus and scroll stay. */
export function arrange(parent, children) {
  children.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
  while (parent.children.length > children.length) parent.lastElementChild?.remove();
}
