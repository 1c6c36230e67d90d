/**
 * A query sent to this server, and what came of it.
 *
 * @typedef {import("./terms.js").Term} Term
 * @typedef {{ from: Term, by: Term, to: Term }} Triple
 * @typedef {{ names: string[], rows: Record<string, Term>[] }} Table
 * @typedef {{ status: number, title?: string, detail?: string, message?: string, line?: number, column?: number,
 *   again?: string }} Fault
 * @typedef {{ seconds: number, cut: boolean, table?: Table, triples?: Triple[], boolean?: boolean,
 *   fault?: Fault }} Outcome
 */

const ENDPOINT = "/sparql";
const TABLE = "application/sparql-results+json";
const GRAPH = "application/ld+json";
const TRUNCATED = "Danchieu-Truncated";
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** Formats that a result can be had in, by what they are called, each with the ending of its file. */
export const TABLES = /** @type {const} */ ({
  CSV: ["text/csv", "csv"],
  TSV: ["text/tab-separated-values", "tsv"],
  JSON: [TABLE, "json"],
  XML: ["application/sparql-results+xml", "xml"],
});
export const GRAPHS = /** @type {const} */ ({
  Turtle: ["text/turtle", "ttl"],
  "N-Triples": ["application/n-triples", "nt"],
  "JSON-LD": [GRAPH, "jsonld"],
  "RDF/XML": ["application/rdf+xml", "rdf"],
});

/**
 * Sends the query. Where the signal is given while it runs the server stops it too.
 *
 * @param {string} query
 * @param {string} accept
 * @param {AbortSignal} [signal]
 */
export function send(query, accept, signal) {
  return fetch(ENDPOINT, {
    method: "POST", // a query longer than the longest address can be sent as well
    headers: { Accept: accept },
    body: new URLSearchParams({ query }),
    signal,
  });
}

/**
 * @param {string} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<Outcome>}
 * @throws {TypeError} where the server cannot be reached; DOMException "AbortError" where it was stopped
 */
export async function ask(query, signal) {
  const start = performance.now();
  const response = await send(query, `${TABLE}, ${GRAPH}`, signal);
  if (!response.ok) return { seconds: since(start), cut: false, fault: await faultOf(response) };
  const cut = response.headers.get(TRUNCATED) === "true";
  const found = await response.json();
  const outcome = { seconds: since(start), cut };
  if ((response.headers.get("Content-Type") ?? "").startsWith(GRAPH)) return { ...outcome, triples: triplesOf(found) };
  if (typeof found.boolean === "boolean") return { ...outcome, boolean: found.boolean };
  return { ...outcome, table: { names: found.head.vars, rows: found.results.bindings } };
}

/** @param {number} start */
function since(start) {
  return (performance.now() - start) / 1000;
}

/**
 * What a refusal says; what is before this server may answer in any form.
 *
 * @param {Response} response
 * @returns {Promise<Fault>}
 */
async function faultOf(response) {
  const again = response.headers.get("Retry-After") ?? undefined;
  const told = await response.json().catch(() => ({}));
  return { ...told, status: response.status, again };
}

/**
 * The triples of JSON-LD as this server writes it: expanded, without nesting, without a context.
 *
 * @param {Record<string, unknown>[]} nodes
 * @returns {Triple[]}
 */
export function triplesOf(nodes) {
  /** @type {Triple[]} */
  const found = [];
  for (const { "@id": id, "@type": types, ...rest } of nodes) {
    const from = named(String(id));
    for (const type of /** @type {string[]} */ (types ?? [])) {
      found.push({ from, by: named(RDF_TYPE), to: named(type) });
    }
    for (const [property, values] of Object.entries(rest)) {
      for (const value of /** @type {Record<string, unknown>[]} */ (values)) {
        found.push({ from, by: named(property), to: termOf(value) });
      }
    }
  }
  return found;
}

/**
 * @param {string} id
 * @returns {Term}
 */
function named(id) {
  return id.startsWith("_:") ? { type: "bnode", value: id.slice(2) } : { type: "uri", value: id };
}

/**
 * @param {Record<string, unknown>} value
 * @returns {Term}
 */
function termOf(value) {
  if (typeof value["@id"] === "string") return named(value["@id"]);
  const datatype = /** @type {string | undefined} */ (value["@type"]);
  const language = /** @type {string | undefined} */ (value["@language"]);
  return { type: "literal", value: String(value["@value"]), datatype, ...(language && { "xml:lang": language }) };
}
