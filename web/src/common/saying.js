/**
 * Says something to who listens to the page, and shows it for a while to who looks at it.
 *
 * The element is in every page from the start: a live region that is added with its words already in it is not read.
 */

const SHOWN = 4000; // milliseconds: a short sentence, read twice

/** @type {ReturnType<typeof setTimeout> | undefined} */
let ending;

/**
 * @param {string} words
 * @param {{ seen?: boolean }} [how] unseen: for who listens only, where the page itself shows it to the others
 */
export function say(words, { seen = true } = {}) {
  const region = document.getElementById("noi");
  if (!region) return;
  clearTimeout(ending);
  region.classList.toggle("seen", seen && words !== "");
  region.textContent = words;
  if (seen && words) ending = setTimeout(() => say("", { seen: false }), SHOWN);
}
