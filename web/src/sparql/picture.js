/**
 * Which nodes and edges a result is, before anything is drawn.
 *
 * @typedef {import("./asking.js").Table} Table
 * @typedef {import("./asking.js").Triple} Triple
 * @typedef {import("./terms.js").Term} Term
 * @typedef {import("./terms.js").Names} Names
 * @typedef {{ from: string, to: string, by: string }} Columns `by` is empty where edges have no name
 * @typedef {{ id: string, label: string, full: string, href?: string, kind: string, told: boolean }} Node
 *   `told`: the label stands in the result
 * @typedef {{ from: string, to: string, label: string }} Edge
 * @typedef {{ nodes: Node[], edges: Edge[], left: number, values: number }} Picture `left`: edges beyond the cap;
 *   `values`: triples that are no edge, for what they name is a text, a number or a class
 */

// fcose lays out 200 nodes with 1,800 edges in 1.5 s, and 1,000 nodes in a minute and a half.
export const MOST_NODES = 200;
const MOST_EDGES = 800;
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABELS = [
  "http://www.w3.org/2000/01/rdf-schema#label",
  "http://www.w3.org/2004/02/skos/core#prefLabel",
  "http://data.europa.eu/eli/ontology#title",
  "http://purl.org/dc/terms/title",
];
const LONGEST = 60; // letters of a label: longer ones lie over their neighbours

/** @param {Term | undefined} term */
const isNode = (term) => term?.type === "uri" || term?.type === "bnode";

/** @param {Term} term */
const idOf = (term) => (term.type === "bnode" ? `_:${term.value}` : String(term.value));

/**
 * The columns that hold nodes, in order.
 *
 * @param {Table} table
 */
export function nodeColumns(table) {
  return table.names.filter((name) => table.rows.some((row) => isNode(row[name])));
}

/**
 * The columns that a reader would draw: subject, predicate, object by their usual names, else the first two of nodes.
 *
 * @param {Table} table
 * @returns {Columns | null} null where there are no two
 */
export function likelyColumns(table) {
  const nodes = nodeColumns(table);
  /** @param {string[]} names */
  const called = (names) => table.names.find((name) => names.includes(name.toLowerCase())) ?? "";
  const from = called(["s", "subject", "from", "source"]);
  const to = called(["o", "object", "to", "target"]);
  const by = called(["p", "predicate", "property", "relation", "type", "role"]);
  if (nodes.includes(from) && nodes.includes(to)) return { from, to, by };
  const [first, second] = nodes.filter((name) => name !== by);
  return second === undefined ? null : { from: first, to: second, by };
}

/**
 * @param {Table} table
 * @param {Columns} columns
 * @returns {Triple[]} one for each row that has both ends; the others are no edges
 */
export function edgesOf(table, { from, to, by }) {
  const unnamed = /** @type {Term} */ ({ type: "literal", value: "" });
  return table.rows
    .filter((row) => isNode(row[from]) && isNode(row[to]))
    .map((row) => ({ from: row[from], by: row[by] ?? unnamed, to: row[to] }));
}

/**
 * The same picture with labels of its nodes that came from elsewhere; what the result itself said stays.
 *
 * @param {Picture} picture
 * @param {Map<string, string>} labels by IRI
 * @returns {Picture}
 */
export function labelled(picture, labels) {
  const nodes = picture.nodes.map((node) => {
    const label = node.told ? undefined : labels.get(node.id);
    return label === undefined ? node : { ...node, label: shorter(label) };
  });
  return { ...picture, nodes };
}

/**
 * @param {Triple[]} triples
 * @param {Names} names
 * @returns {Picture}
 */
export function pictureOf(triples, names) {
  const labels = labelsOf(triples);
  const linking = triples.filter(({ to }) => isNode(to));
  // What kind a thing is would draw every thing to one point; where there is nothing else, that is the picture.
  const untyped = linking.filter(({ by }) => by.value !== RDF_TYPE);
  const wanted = untyped.length ? untyped : linking;
  /** @type {Map<string, Node>} */
  const nodes = new Map();
  /** @type {Map<string, Edge>} */
  const edges = new Map();
  let left = 0;
  for (const { from, by, to } of wanted) {
    const ends = [from, to].filter((term) => !nodes.has(idOf(term)));
    const key = JSON.stringify([idOf(from), by.value, idOf(to)]);
    if (edges.has(key)) continue;
    const fresh = new Set(ends.map(idOf)).size;
    if (nodes.size + fresh > MOST_NODES || edges.size >= MOST_EDGES) {
      left++;
      continue;
    }
    for (const term of ends) nodes.set(idOf(term), nodeOf(term, names, labels));
    edges.set(key, { from: idOf(from), to: idOf(to), label: shorter(lastOf(names.shown(by).text)) });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], left, values: triples.length - wanted.length };
}

/**
 * What the result itself calls its things.
 *
 * @param {Triple[]} triples
 * @returns {Map<string, string>}
 */
function labelsOf(triples) {
  const found = new Map();
  for (const { from, by, to } of triples) {
    const isLabel = to.type === "literal" && LABELS.includes(String(by.value));
    if (isLabel && !found.has(idOf(from))) found.set(idOf(from), to.value);
  }
  return found;
}

/**
 * @param {Term} term
 * @param {Names} names
 * @param {Map<string, string>} labels
 * @returns {Node}
 */
function nodeOf(term, names, labels) {
  const id = idOf(term);
  const { text, href } = names.shown(term);
  const kind = href?.startsWith("/id/") ? (text.split("/", 1)[0] ?? "") : "";
  const label = labels.get(id);
  return { id, label: shorter(label ?? lastOf(text)), full: text, href, kind, told: label !== undefined };
}

/**
 * Of a path what tells it from its neighbours: «chi-thi/2020-06-11/19-ct-tu» of an instrument, else the last part.
 *
 * @param {string} text
 */
function lastOf(text) {
  const parts = text.split("/");
  return parts.length > 3 && parts[0] === "vn" ? parts.slice(-2).reverse().join("\n") : (parts.at(-1) ?? text);
}

/** @param {string} text */
function shorter(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
