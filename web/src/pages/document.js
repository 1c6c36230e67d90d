/** The whole text of a document: the place that an address names is marked; a selection gives the address of its place. */

import { copy } from "../common/copying.js";
import { fragmentOf, rangesOf, selectedSpan, spanOf } from "../common/places.js";
import { say } from "../common/saying.js";

/** @typedef {import("../common/places.js").Span} Span */

const article = /** @type {HTMLElement | null} */ (document.querySelector("article.text[data-start]"));
if (article && article.querySelector('[id^="char="]')) {
  offerPicking(article);
  // The address is followed once the page is laid out: to scroll before that ends elsewhere.
  goTo(article);
  addEventListener("hashchange", () => goTo(article));
}

/**
 * Marks the place that the address names, and brings it into sight; one in another part of the text is gone to there.
 *
 * @param {HTMLElement} text
 */
function goTo(text) {
  for (const old of text.querySelectorAll(".pointed")) old.replaceWith(...old.childNodes);
  text.normalize();
  const span = spanOf(location.hash);
  if (!span) return;
  const [first, last] = (text.dataset.whole ?? "").split("-").map(Number);
  if (span.start < first || span.end > last) {
    say(text.dataset.wordLost ?? "");
    return;
  }
  if (span.start < Number(text.dataset.start) || span.start >= Number(text.dataset.end)) {
    location.replace(addressOf(span));
    return;
  }
  const marks = rangesOf(text, span).map(wrapped);
  marks[0]?.scrollIntoView({ block: "center" });
}

/** @param {Range} range within one piece of text */
function wrapped(range) {
  const mark = document.createElement("span");
  mark.className = "pointed";
  range.surroundContents(mark);
  return mark;
}

/** The address of a span, which is found without this script as well. @param {Span} span */
function addressOf(span) {
  return `${location.pathname}?at=${span.start}-${span.end}${fragmentOf(span)}`;
}

/**
 * While words of the text are selected, offers their address and their citation.
 *
 * @param {HTMLElement} text
 */
function offerPicking(text) {
  const words = text.dataset;
  const bar = document.createElement("div");
  bar.className = "picking";
  bar.hidden = true;
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.wordPicked ?? "");
  const link = document.createElement("button");
  link.type = "button";
  link.textContent = words.wordLink ?? "";
  const cite = document.createElement("a");
  cite.textContent = words.wordCite ?? "";
  bar.append(link, cite);
  text.after(bar);

  /** @type {Span | null} */
  let span = null;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    // The focus on the bar itself empties the selection in some browsers: what was offered stays.
    if (bar.contains(document.activeElement)) return;
    const chosen = selection && !selection.isCollapsed && selection.rangeCount ? selection.getRangeAt(0) : null;
    span = chosen && chosen.intersectsNode(text) ? selectedSpan(text, chosen) : null;
    bar.hidden = !span;
    if (span) cite.href = `?at=${span.start}-${span.end}#at`;
  });
  // A press takes the selection away before it is a click.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  link.addEventListener("click", () => {
    if (span) copy(String(new URL(addressOf(span), location.href)));
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    getSelection()?.removeAllRanges();
    bar.hidden = true;
  });
}
