/** The editor that takes the place of the page's field: colours, suggestions, the line that is wrong. */

import { Yasqe } from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { suggest } from "./completing.js";

const WRONG = "wrong-line";
const GUTTER = "gutterErrorBar";

/**
 * @param {HTMLTextAreaElement} field whose place it takes; the field keeps what is typed, and is what the form sends
 * @param {object} options
 * @param {Record<string, string>} options.prefixes
 * @param {Promise<import("./vocabulary.js").Vocabulary>} options.vocabulary
 * @param {{ editor: string, wrongLine: string }} options.words what the field is called, what a mark beside a line says
 * @param {string} options.help id of the element that tells the keys
 * @param {() => void} options.run is called by Ctrl+Enter
 */
export function editorFor(field, { prefixes, vocabulary, words, help, run }) {
  suggest(prefixes, vocabulary);
  Yasqe.prototype.checkSyntax = function checkSyntax() {
    check(this, words.wrongLine);
  };
  // The editor tells of Ctrl+Space in English, above the text, at every word; the page tells of it once.
  Yasqe.prototype.showNotification = () => {};
  const place = document.createElement("div");
  field.after(place);
  const editor = new Yasqe(place, /** @type {any} */ ({
    value: field.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "", // as high as the query is, within the style sheet's bounds
    viewportMargin: 50,
    screenReaderLabel: words.editor,
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": false },
  }));
  editor.getInputField().setAttribute("aria-describedby", help);
  editor.on("change", () => {
    field.value = editor.getValue();
  });
  leaveByTab(editor);
  field.hidden = true;
  field.required = false; // a browser stops a form at an empty field, and cannot show which where that is hidden
  for (const label of field.labels ?? []) label.addEventListener("click", () => editor.focus());
  return editor;
}

/**
 * Tab indents, as in every editor of code; after Escape it leaves, so that nobody is held by the keyboard (WCAG 2.1.2).
 *
 * @param {any} editor
 */
function leaveByTab(editor) {
  const leaving = { Tab: false, "Shift-Tab": false }; // false: not taken from the browser
  const stay = () => editor.removeKeyMap(leaving);
  editor.addKeyMap({
    Esc() {
      stay();
      editor.addKeyMap(leaving);
    },
  });
  editor.on("blur", stay);
  editor.on("beforeChange", stay);
}

/**
 * Marks the first line that the grammar refuses. The editor's own check shows what else it expected in English, as HTML
 * with styles of its own, which the Content-Security-Policy refuses.
 *
 * @param {any} editor
 * @param {string} said
 */
function check(editor, said) {
  editor.clearGutter(GUTTER);
  for (let line = 0; line < editor.lineCount(); line++) {
    const { state } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true);
    editor.setOption("queryType", state.queryType);
    if (state.OK !== false && state.OK !== 0) continue;
    editor.setGutterMarker(line, GUTTER, mark(said));
    return;
  }
}

/** @param {string} said */
function mark(said) {
  const found = document.createElement("span");
  found.className = "wrong-mark";
  found.title = said;
  found.textContent = "!";
  return found;
}

/**
 * Shows where the server found the fault; without a place, takes the mark away.
 *
 * @param {any} editor
 * @param {{ line?: number, column?: number }} [place] counted from 1
 */
export function markWrong(editor, { line, column } = {}) {
  editor.eachLine((/** @type {any} */ handle) => editor.removeLineClass(handle, "background", WRONG));
  if (!line) return;
  const at = Math.min(line, editor.lineCount()) - 1;
  editor.addLineClass(at, "background", WRONG);
  editor.setCursor({ line: at, ch: (column ?? 1) - 1 });
}
