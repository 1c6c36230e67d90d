// The two fields of the picture's form suggest while one types. Without this script they are fields of a form.

import { combobox } from "../common/combobox.js";

const PLACES = { instrument: "/van-ban/", agency: "/co-quan/" };

for (const field of document.querySelectorAll("input[data-nodes]")) {
  field.dataset.suggest = field.dataset.nodes;
  combobox(field, {
    keep: (one) => one.kind in PLACES,
    take: (one) => {
      const part = decodeURI(one.href.slice(PLACES[one.kind].length));
      // The name stays in the field; the form sends beside it which node of that name was meant.
      field.value = one.label;
      mean(field.form, field.dataset.means, one.kind === "agency" ? `org/${part}` : part);
      mean(field.form, `${field.dataset.means}_name`, one.label);
      // What was opened around another start is nothing here.
      for (const old of field.form.querySelectorAll("input[name=open]")) old.remove();
      field.focus();
    },
  });
}

/** Puts a value into a hidden field of a form, which may have none of that name yet. */
function mean(form, name, value) {
  let hidden = form.elements.namedItem(name);
  if (!hidden) {
    hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = name;
    form.append(hidden);
  }
  hidden.value = value;
}
