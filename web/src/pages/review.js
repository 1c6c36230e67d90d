/** The review queue by keyboard: its keys, where the focus is after a decision, what was done told aloud. */

import { combobox } from "../common/combobox.js";
import { say } from "../common/saying.js";
import { offerShortcuts } from "../common/shortcuts.js";

const INSTRUMENT = "/van-ban/"; // where the pages of instruments are

offerShortcuts(document);

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("input[data-instruments]"));
if (field) {
  field.dataset.suggest = field.dataset.instruments;
  combobox(field, {
    // An agency or a question is nothing that a mention can mean.
    keep: (one) => one.kind === "instrument",
    take: (one) => {
      field.value = decodeURI(one.href.slice(INSTRUMENT.length));
      field.focus();
    },
  });
}

/** Where to begin: at what has to be mended, else at the item, so that the next key and the next Tab are about it. */
function begin() {
  const refused = document.querySelector("#bi-tu-choi");
  // At what was said, not at the button that overrules it: Enter alone overrules nobody.
  const mending = refused && document.querySelector("details[open] [type=radio]");
  const place = mending ?? refused ?? document.querySelector("#muc");
  /** @type {HTMLElement | null} */ (place)?.focus({ preventScroll: !refused });
  const done = document.querySelector("[data-say] p");
  const item = document.querySelector("#muc");
  // The region is empty when the page comes, so that what is put into it is read.
  if (done && item) say(`${done.textContent} ${item.textContent}`.replace(/\s+/g, " ").trim(), { seen: false });
}

begin();
