/** The pieces of the page's templates, and its words with values in them. */

/**
 * @param {string | undefined} words with {name} where a value goes
 * @param {Record<string, string | number>} values
 */
export function filled(words, values) {
  return (words ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * @param {ParentNode} root
 * @param {string} name of the part
 * @returns {HTMLElement}
 */
export function part(root, name) {
  return /** @type {HTMLElement} */ (root.querySelector(`[data-part="${name}"]`));
}

/**
 * @param {string} id of a template
 * @returns {DocumentFragment}
 */
export function copyOf(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}

/**
 * @param {HTMLElement} place
 * @param {string} words none to hide it
 */
export function tellIn(place, words) {
  place.hidden = !words;
  place.textContent = words;
}
