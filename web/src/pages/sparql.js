/**
 * The page /sparql: an editor, results without a new page, a picture of them. The query is kept behind the «#» of the
 * address, so that a link holds it. Without this script the page's forms ask the same by GET.
 */

import { copy } from "../common/copying.js";
import { say } from "../common/saying.js";
import { ask } from "../sparql/asking.js";
import { editorFor, markWrong } from "../sparql/editor.js";
import { laidOut, refusal } from "../sparql/results.js";
import { Names } from "../sparql/terms.js";
import { vocabulary } from "../sparql/vocabulary.js";
import "./sparql.css";

const asked = new URLSearchParams(location.search);
const alone = [...asked.keys()].every((name) => name === "query" || name === "lang");
if (asked.has("query") && alone) {
  // One address for one query: what was asked by the plain form, or by an older link, goes on as a link of this page.
  location.replace(`/sparql#query=${encodeURIComponent(asked.get("query") ?? "")}`);
} else if (alone) {
  start();
} // else the address names graphs to ask, for which this page has no field: it stays as the server made it

function start() {
  const work = /** @type {HTMLElement} */ (document.getElementById("hoi"));
  const form = /** @type {HTMLFormElement} */ (work.querySelector("form"));
  const field = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
  const place = /** @type {HTMLElement} */ (document.getElementById("ket-qua"));
  const stop = /** @type {HTMLButtonElement} */ (form.querySelector("[data-do=stop]"));
  const words = work.dataset;
  const prefixes = JSON.parse(words.prefixes ?? "{}");
  const names = new Names(prefixes, words.things ?? "", words.terms ?? "");
  /** @type {AbortController | undefined} */
  let running;

  const editor = editorFor(field, {
    prefixes,
    vocabulary: vocabulary(document.documentElement.lang),
    words: { editor: words.wordEditor ?? "", wrongLine: words.wordWrongLine ?? "" },
    help: "phim",
    run: () => form.requestSubmit(),
  });
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".scripted"))) one.hidden = false;
  document.documentElement.classList.add("with-editor");

  async function run() {
    running?.abort();
    const own = (running = new AbortController());
    const query = editor.getValue();
    stop.disabled = false;
    markWrong(editor);
    tell(words.wordRunning ?? "");
    const context = { words, names, query, shown: Number(words.shown), tell: say, toFault };
    try {
      const outcome = await ask(query, own.signal);
      if (running !== own) return;
      place.replaceChildren(laidOut(outcome, context));
      if (outcome.fault) markWrong(editor, outcome.fault);
      else say(place.querySelector("[data-part=count]")?.textContent ?? "", { seen: false });
    } catch (error) {
      if (running !== own) return;
      if (own.signal.aborted) tell(words.wordStopped ?? "");
      else place.replaceChildren(refusal({ status: 0, title: words.wordUnreachable }, context));
    } finally {
      if (running === own) stop.disabled = true;
    }
  }

  /** @param {import("../sparql/asking.js").Fault} fault */
  function toFault(fault) {
    markWrong(editor, fault);
    editor.focus();
  }

  /** @param {string} told */
  function tell(told) {
    const line = document.createElement("p");
    line.className = "quiet";
    line.textContent = told;
    place.replaceChildren(line);
  }

  /** Asks what stands in the editor; a step back in the browser leads to what was asked before. */
  function askNew() {
    const wanted = hashOf(editor.getValue());
    if (location.hash !== wanted) history.pushState(null, "", wanted);
    return run();
  }

  function askAddress() {
    const query = new URLSearchParams(location.hash.slice(1)).get("query");
    if (query === null) return;
    editor.setValue(query);
    run();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askNew();
  });
  stop.addEventListener("click", () => running?.abort());
  form.querySelector("[data-do=link]")?.addEventListener("click", () => {
    copy(new URL(hashOf(editor.getValue()), location.href).href);
  });
  for (const example of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll(".examples form"))) {
    example.addEventListener("submit", (event) => {
      event.preventDefault();
      editor.setValue(/** @type {HTMLTextAreaElement} */ (example.elements.namedItem("query")).value);
      work.scrollIntoView();
      askNew();
    });
  }
  addEventListener("popstate", askAddress);
  askAddress();
}

/** @param {string} query */
function hashOf(query) {
  return `#query=${encodeURIComponent(query)}`;
}
