/**
 * Terms of a result as the page shows them: short, with the address of what this server tells of them. Where scripts do
 * not run the server does the same (api/pages/result_terms.py).
 *
 * @typedef {{ type: "uri" | "bnode" | "literal", value: string, datatype?: string, "xml:lang"?: string }} Plain
 * @typedef {Plain | { type: "triple", value: { subject: Term, predicate: Term, object: Term } }} Term
 * @typedef {{ text: string, href?: string, full?: string, note?: string, number?: boolean }} Shown
 */

const XSD = "http://www.w3.org/2001/XMLSchema#";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const UNSAID = new Set([`${XSD}string`, `${RDF}langString`]); // the quotes of a query say it
const NUMBERS = new Set(["integer", "decimal", "double", "float"].map((name) => XSD + name));

/** What is short for what, and what this server tells of. */
export class Names {
  /**
   * @param {Record<string, string>} prefixes by name
   * @param {string} things with which the IRIs of this graph's things begin
   * @param {string} terms with which the IRIs of its own vocabulary begin
   */
  constructor(prefixes, things, terms) {
    this.prefixes = prefixes;
    this.things = things;
    this.terms = terms;
  }

  /**
   * @param {Term} term
   * @returns {Shown}
   */
  shown(term) {
    if (term.type === "uri") return { text: this.short(term.value), href: this.address(term.value), full: term.value };
    if (term.type === "bnode") return { text: `_:${term.value}` };
    if (term.type === "triple") {
      const { subject, predicate, object } = term.value;
      return { text: `<<( ${[subject, predicate, object].map((part) => this.shown(part).text).join(" ")} )>>` };
    }
    const datatype = term.datatype ?? "";
    const note = term["xml:lang"] || (datatype && !UNSAID.has(datatype) ? this.short(datatype) : "");
    return { text: term.value, note, number: NUMBERS.has(datatype) };
  }

  /**
   * An IRI as one reads it: `dan:Task`, `vn/…/19-ct-tu`; as it is where nothing of it is known.
   *
   * @param {string} iri
   */
  short(iri) {
    if (iri.startsWith(this.things)) return iri.slice(this.things.length);
    for (const [prefix, space] of Object.entries(this.prefixes)) {
      const rest = iri.slice(space.length);
      if (iri.startsWith(space) && !rest.includes("/")) return `${prefix}:${rest}`;
    }
    return iri;
  }

  /**
   * Where this server tells of it; undefined for what is not of this graph.
   *
   * @param {string} iri
   */
  address(iri) {
    if (iri.startsWith(this.things)) return `/id/${encodeURI(iri.slice(this.things.length))}`;
    if (iri.startsWith(this.terms)) return `/ontology#${encodeURI(iri.slice(this.terms.length))}`;
    return undefined;
  }
}

/**
 * Puts a term into an element.
 *
 * @param {HTMLElement} place
 * @param {Shown} shown
 */
export function put(place, { text, href, full, note, number }) {
  const words = href ? document.createElement("a") : document.createElement("span");
  if (href) /** @type {HTMLAnchorElement} */ (words).href = href;
  if (full && full !== text) words.title = full;
  words.textContent = text;
  place.append(words);
  if (number) place.classList.add("number");
  if (!note) return;
  const beside = document.createElement("span");
  beside.className = "quiet";
  beside.textContent = ` ${note}`;
  place.append(beside);
}
