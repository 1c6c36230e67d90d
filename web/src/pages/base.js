/** What every page has more of with scripts: suggestions while one types, buttons that copy, figures that explain. */

import { combobox } from "../common/combobox.js";
import { offerCopies } from "../common/copying.js";
import { offerTips } from "../common/tips.js";

for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-suggest]"))) {
  combobox(field);
}
offerCopies(document);
offerTips(".sure[title], .cite[title], .note[title]");
