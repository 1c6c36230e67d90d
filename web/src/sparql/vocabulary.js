/**
 * The classes and properties that a query of this graph may name, from the vocabulary that this server publishes.
 *
 * @typedef {{ iri: string, label: string }} Word
 * @typedef {{ classes: Word[], properties: Word[] }} Vocabulary
 */

import { triplesOf } from "./asking.js";

const OWL = "http://www.w3.org/2002/07/owl#";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDF_TYPE = `${RDF}type`;
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const LABEL = `${RDFS}label`;
const CLASSES = new Set([`${OWL}Class`, `${RDFS}Class`]);
const PROPERTIES = new Set([
  `${OWL}ObjectProperty`,
  `${OWL}DatatypeProperty`,
  `${OWL}AnnotationProperty`,
  `${RDF}Property`,
]);
// Terms that every query may use and that no vocabulary of ours lists.
const ALWAYS = [RDF_TYPE, LABEL];

/**
 * @param {string} language of the labels: "vi" or "en"
 * @returns {Promise<Vocabulary>} empty where the vocabulary cannot be had: the editor does without
 */
export async function vocabulary(language) {
  try {
    const response = await fetch("/ontology", { headers: { Accept: "application/ld+json" } });
    return response.ok ? read(triplesOf(await response.json()), language) : { classes: [], properties: [] };
  } catch {
    return { classes: [], properties: [] };
  }
}

/**
 * @param {import("./asking.js").Triple[]} triples
 * @param {string} language
 * @returns {Vocabulary}
 */
export function read(triples, language) {
  /** @type {Map<string, string>} */
  const labels = new Map();
  const classes = new Set();
  const properties = new Set(ALWAYS);
  for (const { from, by, to } of triples) {
    if (from.type !== "uri" || to.type === "triple") continue;
    if (by.value === LABEL && to["xml:lang"] === language) labels.set(from.value, to.value);
    if (by.value === RDF_TYPE && CLASSES.has(to.value)) classes.add(from.value);
    if (by.value === RDF_TYPE && PROPERTIES.has(to.value)) properties.add(from.value);
  }
  const words = (/** @type {Set<string>} */ iris) =>
    [...iris].sort().map((iri) => ({ iri, label: labels.get(iri) ?? "" }));
  return { classes: words(classes), properties: words(properties) };
}
