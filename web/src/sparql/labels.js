/** What readers call the things of this graph, for pictures: an IRI tells little, and many hold only a digest. */

import query from "./labels.rq";
import { ask } from "./asking.js";

const AT_ONCE = 100; // IRIs in one query, of 150 letters each: half of the longest query that the server takes
const SAFE = /^[^\s<>"{}|\\^`]+$/; // what an IRI of RDF never holds

/**
 * @param {string[]} iris
 * @returns {Promise<Map<string, string>>} a label for each that has one; none where the server does not answer
 */
export async function labelsFor(iris) {
  const known = iris.filter((iri) => SAFE.test(iri));
  const batches = [];
  for (let start = 0; start < known.length; start += AT_ONCE) batches.push(known.slice(start, start + AT_ONCE));
  const found = new Map();
  try {
    for (const { table } of await Promise.all(batches.map((batch) => ask(asking(batch))))) {
      for (const row of table?.rows ?? []) {
        const label = table?.names.slice(1).map((name) => row[name]).find((term) => term !== undefined);
        if (label && !found.has(row.thing.value)) found.set(row.thing.value, label.value);
      }
    }
  } catch {
    // A picture without labels is a picture still.
  }
  return found;
}

/** @param {string[]} iris */
function asking(iris) {
  return query.replace("# things", () => iris.map((iri) => `<${iri}>`).join(" "));
}
