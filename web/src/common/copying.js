/**
 * A button that copies, after each element with data-copy. Without this script the text stands there to be selected.
 *
 * What is copied is the element's own text (a field's value), or where data-copy-of names another element, the text of
 * the .statement in it with data-copy-source after it; then the address in data-copy-link, made absolute. data-copy is
 * the button's label; the other words come from the attributes of <body>.
 */

import { say } from "./saying.js";

/** @param {ParentNode} root */
export function offerCopies(root) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-copy]"))) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copier";
    button.textContent = one.dataset.copy || document.body.dataset.wordCopy || "";
    const shown = shownBy(one);
    if (shown.id) button.setAttribute("aria-describedby", shown.id);
    button.addEventListener("click", () => copy(textOf(one, shown), shown));
    // In the label of a field, a press on the button would go to the field.
    (one.closest("label") ?? one).after(" ", button);
  }
}

/** The element whose text is copied. @param {HTMLElement} one @returns {HTMLElement} */
function shownBy(one) {
  const of = one.dataset.copyOf ? document.getElementById(one.dataset.copyOf) : null;
  return of?.querySelector(".statement") ?? one;
}

/** @param {HTMLElement} one @param {HTMLElement} shown */
function textOf(one, shown) {
  if (shown instanceof HTMLTextAreaElement) return shown.value;
  const { copySource: source, copyLink: link } = one.dataset;
  const text = (shown.textContent ?? "").replace(/\s+/g, " ").trim();
  const lines = [source ? `“${text}” (${source})` : text];
  if (link) lines.push(String(new URL(link, location.href)));
  return lines.join("\n");
}

/**
 * Copies a text, and says so; where the browser will not, selects it for who then presses the keys.
 *
 * @param {string} text
 * @param {HTMLElement} [shown] the element that shows the text, if one does
 */
export async function copy(text, shown) {
  const words = document.body.dataset;
  if ((await written(text)) || copiedTheOldWay(text)) {
    say(words.wordCopied ?? "");
  } else if (shown) {
    select(shown);
    say(words.wordSelected ?? "");
  } else {
    say(text);
  }
}

/** @param {string} text */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // refused, or there is no clipboard: the page came over plain HTTP from another machine
  }
}

/** Offices serve this over plain HTTP, where only the way that browsers call deprecated is open. @param {string} text */
function copiedTheOldWay(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "unseen";
  field.value = text;
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    // as if it had said no
  }
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/** @param {HTMLElement} shown */
function select(shown) {
  if (shown instanceof HTMLTextAreaElement) {
    shown.focus();
    shown.select();
  } else {
    getSelection()?.selectAllChildren(shown);
  }
}
