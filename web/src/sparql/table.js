/**
 * A result as a table, of which a part is laid out at a time: a browser takes longer for ten thousand rows than the
 * query did.
 */

import { put } from "./terms.js";

/**
 * @typedef {import("./terms.js").Names} Names
 * @typedef {import("./asking.js").Table} Table
 */

/**
 * @param {Table} found
 * @param {Names} names
 * @returns {{ element: HTMLTableElement, more: (rows: number) => number }} `more` lays out that many rows more and
 *   returns how many are left
 */
export function tableOf(found, names) {
  const element = document.createElement("table");
  element.className = "answer";
  const head = element.createTHead().insertRow();
  for (const name of found.names) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = element.createTBody();
  let laid = 0;
  return {
    element,
    more(rows) {
      for (const row of found.rows.slice(laid, laid + rows)) {
        const line = body.insertRow();
        for (const name of found.names) {
          const cell = line.insertCell();
          if (row[name]) put(cell, names.shown(row[name]));
        }
        laid++;
      }
      return found.rows.length - laid;
    },
  };
}

/**
 * Triples as a table of three columns.
 *
 * @param {import("./asking.js").Triple[]} triples
 * @returns {Table}
 */
export function tableOfTriples(triples) {
  const names = ["s", "p", "o"];
  return { names, rows: triples.map(({ from, by, to }) => ({ s: from, p: by, o: to })) };
}
