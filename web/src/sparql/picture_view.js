/** The picture of a result beside its table: which columns are drawn, what is left out, what a node is. */

import { save } from "./files.js";
import { labelsFor } from "./labels.js";
import { filled, part, tellIn } from "./parts.js";
import { MOST_NODES, edgesOf, labelled, nodeColumns, pictureOf } from "./picture.js";

const STEP = 1.3; // of a press of «larger»
const PARTS = ["laid", "picture", "columns", "drawn", "picture-cut", "not-drawn", "canvas", "tools", "chosen"];

/**
 * @typedef {import("./asking.js").Table} Table
 * @typedef {import("./asking.js").Triple} Triple
 * @typedef {import("./picture.js").Columns} Columns
 * @typedef {{ table: Table, triples: Triple[], columns: Columns, choose: boolean, names: import("./terms.js").Names,
 *   words: DOMStringMap }} Drawable `choose`: whether the reader may name other columns
 */

/**
 * @param {DocumentFragment} found
 * @param {Drawable} drawable
 */
export function offerPicture(found, { table, triples, columns, choose, names, words }) {
  const parts = Object.fromEntries(PARTS.map((name) => [name, part(found, name)]));
  /** @type {import("cytoscape").Core | undefined} */
  let drawing;
  /** @type {symbol | undefined} */
  let showing;

  /** What is drawn, and what of the result is not. */
  function tell(/** @type {import("./picture.js").Picture} */ picture) {
    const { nodes, edges, left, values } = picture;
    const told = edges.length
      ? filled(words.wordDrawn, { n: nodes.length, m: edges.length })
      : (words.wordNoPicture ?? "");
    const rows = choose ? table.rows.length - triples.length : 0;
    parts.drawn.textContent = told;
    parts.canvas.setAttribute("aria-label", told);
    parts.canvas.hidden = parts.tools.hidden = !edges.length;
    tellIn(parts["picture-cut"], left ? filled(words.wordPictureCut, { n: MOST_NODES, rest: left }) : "");
    const without = [];
    if (rows) without.push(filled(words.wordNotRows, { n: rows }));
    if (values) without.push(filled(words.wordNotDrawn, { n: values }));
    tellIn(parts["not-drawn"], edges.length ? without.join(" ") : "");
    parts.chosen.replaceChildren();
  }

  async function show() {
    const own = (showing = Symbol());
    const picture = pictureOf(triples, names);
    tell(picture);
    drawing?.destroy();
    drawing = undefined;
    if (!picture.edges.length) return;
    try {
      const [{ drawn }, labels] = await Promise.all([
        import("./drawn.js"), // 0.6 MB, of which most readers of results need nothing
        labelsFor(picture.nodes.filter(({ kind, told }) => kind && !told).map(({ id }) => id)),
      ]);
      if (own !== showing) return; // other columns were chosen meanwhile
      drawing = drawn(parts.canvas, labelled(picture, labels), (node) => choosing(parts.chosen, node));
    } catch {
      parts.drawn.textContent = words.wordUnreachable ?? "";
    }
  }

  for (const radio of found.querySelectorAll("[name=xem]")) {
    radio.addEventListener("change", () => {
      const picture = /** @type {HTMLInputElement} */ (radio).value === "picture";
      parts.laid.hidden = picture;
      parts.picture.hidden = !picture;
      if (picture && !drawing) show();
    });
  }
  if (choose) {
    parts.columns.hidden = false;
    offerColumns(parts.columns, table, columns, (chosen) => {
      triples = edgesOf(table, chosen);
      show();
    });
  }
  parts.tools.addEventListener("click", (event) => {
    const wanted = /** @type {HTMLElement} */ (event.target).dataset.do;
    if (!drawing) return;
    const centre = { x: drawing.width() / 2, y: drawing.height() / 2 };
    if (wanted === "in") drawing.zoom({ level: drawing.zoom() * STEP, renderedPosition: centre });
    if (wanted === "out") drawing.zoom({ level: drawing.zoom() / STEP, renderedPosition: centre });
    if (wanted === "fit") drawing.fit(undefined, 20);
    if (wanted === "png") {
      const background = getComputedStyle(parts.canvas).getPropertyValue("--paper").trim();
      save(drawing.png({ output: "blob", full: true, scale: 2, bg: background }), "ket-qua.png");
    }
  });
}

/**
 * @param {HTMLElement} place
 * @param {{ full: string, href?: string } | null} node
 */
function choosing(place, node) {
  place.replaceChildren();
  if (!node) return;
  const told = document.createElement(node.href ? "a" : "span");
  if (node.href) /** @type {HTMLAnchorElement} */ (told).href = node.href;
  told.textContent = node.full;
  place.append(told);
}

/**
 * @param {HTMLElement} place
 * @param {Table} table
 * @param {Columns} columns
 * @param {(columns: Columns) => void} chosen
 */
function offerColumns(place, table, columns, chosen) {
  const current = { ...columns };
  for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (place.querySelectorAll("[data-column]"))) {
    const which = /** @type {keyof Columns} */ (select.dataset.column);
    for (const name of which === "by" ? table.names : nodeColumns(table)) select.add(new Option(name, name));
    select.value = current[which];
    select.addEventListener("change", () => {
      current[which] = select.value;
      chosen(current);
    });
  }
}
