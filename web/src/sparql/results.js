/** What came of a query, laid into the page: a refusal, yes or no, a table with its picture and its files. */

import { GRAPHS, TABLES } from "./asking.js";
import { offerFiles } from "./files.js";
import { copyOf, filled, part, tellIn } from "./parts.js";
import { edgesOf, likelyColumns } from "./picture.js";
import { offerPicture } from "./picture_view.js";
import { tableOf, tableOfTriples } from "./table.js";

/**
 * @typedef {import("./asking.js").Outcome} Outcome
 * @typedef {import("./asking.js").Fault} Fault
 * @typedef {import("./terms.js").Names} Names
 * @typedef {{ words: DOMStringMap, names: Names, query: string, shown: number, tell: (words: string) => void,
 *   toFault: (fault: Fault) => void }} Context `shown`: rows laid out at a time
 */

/** @param {number} seconds */
function inSeconds(seconds) {
  return seconds.toLocaleString(document.documentElement.lang, { maximumFractionDigits: seconds < 1 ? 2 : 1 });
}

/**
 * @param {Outcome} outcome
 * @param {Context} context
 * @returns {Node}
 */
export function laidOut(outcome, context) {
  if (outcome.fault) return refusal(outcome.fault, context);
  const found = copyOf("bang-ket-qua");
  const { words, names } = context;
  if (outcome.boolean !== undefined) {
    for (const name of ["views", "laid", "picture", "cut"]) part(found, name).remove();
    part(found, "count").className = "name";
    part(found, "count").textContent = (outcome.boolean ? words.wordYes : words.wordNo) ?? "";
    offerFiles(part(found, "downloads"), TABLES, context);
    return found;
  }
  const { triples } = outcome;
  const table = outcome.table ?? tableOfTriples(triples ?? []);
  const told = { n: table.rows.length.toLocaleString(document.documentElement.lang), s: inSeconds(outcome.seconds) };
  part(found, "count").textContent = filled(triples ? words.wordTriples : words.wordRows, told);
  tellIn(part(found, "cut"), outcome.cut ? filled(words.wordCut, told) : "");
  offerFiles(part(found, "downloads"), triples ? GRAPHS : TABLES, context);
  if (!table.rows.length) {
    part(found, "laid").replaceChildren(words.wordNone ?? "");
    part(found, "views").remove();
    return found;
  }
  layTable(found, table, context);
  const columns = triples ? { from: "s", by: "p", to: "o" } : likelyColumns(table);
  if (columns === null) {
    part(found, "views").remove();
  } else {
    const drawable = { table, triples: triples ?? edgesOf(table, columns), columns, choose: !triples, names, words };
    offerPicture(found, drawable);
  }
  return found;
}

/**
 * @param {DocumentFragment} found
 * @param {import("./asking.js").Table} table
 * @param {Context} context
 */
function layTable(found, table, { words, names, shown }) {
  const { element, more } = tableOf(table, names);
  part(found, "table").append(element);
  const place = part(found, "more");
  const button = /** @type {HTMLButtonElement} */ (place.firstElementChild);
  const lay = () => {
    const left = more(shown);
    place.hidden = left === 0;
    button.textContent = filled(words.wordMore, { n: Math.min(left, shown) });
  };
  button.addEventListener("click", lay);
  lay();
}

/**
 * One sentence of what is wrong, and where; the parser's own words, which are English, beneath.
 *
 * @param {Fault} fault
 * @param {Context} context
 */
export function refusal(fault, { words, toFault }) {
  const found = copyOf("loi-truy-van");
  const { line, column, message } = fault;
  const placed = line !== undefined && column !== undefined;
  part(found, "told").textContent = placed
    ? filled(words.wordSyntax, { line, column })
    : (fault.title ?? `HTTP ${fault.status}`);
  // Of a fault of syntax the detail is that sentence, with the parser's words after it, and a hint at the end.
  const detail = [placed ? hintOf(fault.detail) : fault.detail];
  if (fault.again) detail.push(filled(words.wordAgain, { s: fault.again }));
  const said = detail.filter(Boolean).join(" ");
  part(found, "detail").textContent = said;
  // The interface speaks Vietnamese to everyone; the page has words of its own only for a fault of syntax.
  for (const name of placed ? ["detail"] : ["told", "detail"]) part(found, name).lang = "vi";
  part(found, "detail").hidden = !said;
  if (placed) {
    part(found, "place").hidden = false;
    part(found, "place").firstElementChild?.addEventListener("click", () => toFault(fault));
  }
  if (message) {
    const original = part(found, "original");
    original.hidden = false;
    /** @type {HTMLElement} */ (original.querySelector("code")).textContent = message;
  }
  return found;
}

/** @param {string | undefined} detail */
function hintOf(detail) {
  const hint = /\(([^()]*)\)$/.exec(detail ?? "")?.[1];
  return hint && `${hint.charAt(0).toUpperCase()}${hint.slice(1)}`;
}
