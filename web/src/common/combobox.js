/**
 * A search box that suggests: the combobox with a listbox of the ARIA Authoring Practices. Without this script it is a
 * field of a form, and with it still is: Enter with nothing chosen sends what was typed.
 *
 * Words come from the field's attributes: data-suggest (address), data-list-name, data-count ("{n}" stands for how
 * many), data-none, and data-kind-<kind> for each kind of suggestion.
 */

import { say } from "./saying.js";
import { suggestions } from "./suggesting.js";

/** @typedef {import("./suggesting.js").Suggestion} Suggestion */

/**
 * @param {HTMLInputElement} field
 * @param {{ keep?: (one: Suggestion) => boolean, take?: (one: Suggestion) => void }} [how] which suggestions are listed,
 *   and what choosing one does; all of them, and going to its page, unless told otherwise
 */
export function combobox(field, { keep = () => true, take = (one) => location.assign(one.href) } = {}) {
  const list = document.createElement("ul");
  list.id = `${field.id}-goi-y`;
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.listName ?? "");
  field.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off", // the browser's own list would lie over this one
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    field.setAttribute(name, value);
  }

  /** @type {Suggestion[]} */
  let found = [];
  let chosen = -1; // of `found`; -1 is the text as it was typed
  const source = suggestions(field.dataset.suggest ?? "", show);

  /** @param {Suggestion[]} fresh */
  function show(fresh) {
    if (document.activeElement !== field) return;
    found = fresh.filter(keep);
    list.replaceChildren(...found.map((one, k) => option(one, `${list.id}-${k}`, field.dataset)));
    open(found.length > 0);
    const told = found.length ? field.dataset.count?.replace("{n}", String(found.length)) : field.dataset.none;
    if (field.value.trim()) say(told ?? "", { seen: false });
  }

  /** @param {boolean} wanted */
  function open(wanted) {
    list.hidden = !wanted;
    field.setAttribute("aria-expanded", String(wanted));
    choose(-1);
  }

  function close() {
    source.stop();
    open(false);
  }

  /** @param {number} number */
  function choose(number) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const one = list.children[chosen];
    if (!one) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    one.setAttribute("aria-selected", "true");
    one.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", one.id);
  }

  /** @param {number} step */
  function move(step) {
    // Past the last comes the text itself, then the first again.
    const places = found.length + 1;
    choose(((chosen + 1 + step + places) % places) - 1);
  }

  /** @param {number} number */
  function follow(number) {
    const one = found[number];
    close();
    take(one);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    // A letter that is still being put together (Telex, VNI) has the keys to itself.
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isOpen) move(event.key === "ArrowDown" ? 1 : -1);
      else if (field.value.trim()) source.ask(field.value);
    } else if (event.key === "Enter" && isOpen && chosen >= 0) {
      follow(chosen);
    } else if (event.key === "Escape" && isOpen) {
      close();
    } else {
      if (event.key === "Tab" || event.key === "Enter") close();
      return;
    }
    event.preventDefault();
  }

  field.addEventListener("input", () => (field.value.trim() ? source.ask(field.value) : close()));
  field.addEventListener("keydown", pressed);
  // An empty question makes the server ready its list before the first letter comes.
  field.addEventListener("focus", () => fetch(`${field.dataset.suggest}?q=`).catch(() => undefined), { once: true });
  field.addEventListener("blur", close);
  // A press on the list would take the focus from the field, and close the list before the press is a click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const one = /** @type {Element} */ (event.target).closest("[role=option]");
    if (one) follow([...list.children].indexOf(one));
  });
}

/** What of a suggestion is a document's word, in Vietnamese whatever the page speaks; the rest is the page's own. */
const VIETNAMESE = ["instrument label", "instrument detail", "agency label"];

/**
 * @param {Suggestion} one
 * @param {string} id
 * @param {DOMStringMap} words
 */
function option(one, id, words) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const kind = words[`kind${one.kind[0].toUpperCase()}${one.kind.slice(1)}`] ?? "";
  for (const [name, text] of [["kind", kind], ["label", one.label], ["detail", one.detail]]) {
    if (!text) continue;
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    if (VIETNAMESE.includes(`${one.kind} ${name}`)) part.lang = "vi";
    // A blank between the parts, for who hears them as one name.
    item.append(part, " ");
  }
  return item;
}
