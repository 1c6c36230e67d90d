/**
 * One key for each thing that can be done on a page: an element says its own by data-key, and pressing it is as
 * pressing the element. While something is typed, letters are letters.
 */

/** What stands for a key besides it. */
const ALIKE = { ArrowRight: "j", ArrowLeft: "k" };

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

/** @param {Document} page */
export function offerShortcuts(page) {
  page.addEventListener("keydown", (event) => {
    // Ctrl+R and its like are the browser's; a letter that is being put together (Telex, VNI) has the keys to itself.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const place = /** @type {HTMLElement} */ (event.target);
    if (place.matches(TYPING)) {
      if (event.key === "Escape" && !event.defaultPrevented) place.blur();
      return;
    }
    const key = ALIKE[event.key] ?? event.key;
    const meant = [...page.querySelectorAll("[data-key]")].find(
      (one) => /** @type {HTMLElement} */ (one).dataset.key === key,
    );
    if (!meant) return;
    event.preventDefault();
    press(/** @type {HTMLElement} */ (meant));
  });
}

/** @param {HTMLElement} meant */
function press(meant) {
  if (meant.matches("textarea, input, select")) {
    meant.focus();
    return;
  }
  meant.click();
  if (meant.matches("summary")) {
    // What was opened is what one wants to be in; closed, the summary itself.
    const around = /** @type {HTMLDetailsElement} */ (meant.parentElement);
    const field = around.querySelector("textarea, select, input:not([type=hidden])");
    /** @type {HTMLElement} */ (around.open && field ? field : meant).focus();
  }
}
