// Cytoscape as these pages use it. Every page that draws a graph imports it from here.

import cytoscape from "cytoscape";
import "./drawing.css";

// Cytoscape would put a <style> of one rule into the page, which the Content-Security-Policy refuses; it does not where
// an element of that id is there. The rule is in drawing.css.
const ITS_STYLE = "__________cytoscape_stylesheet";

/**
 * A drawing, as `cytoscape()` makes it.
 *
 * @param {import("cytoscape").CytoscapeOptions} options
 * @returns {import("cytoscape").Core}
 */
export function draw(options) {
  if (!document.getElementById(ITS_STYLE)) {
    const mark = document.createElement("meta");
    mark.id = ITS_STYLE;
    document.head.append(mark);
  }
  return cytoscape(options);
}
