/** A picture drawn: a page takes this part in when a reader first asks for a drawing. */

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { draw } from "../drawing.js";

cytoscape.use(fcose); // no other page lays out by itself

const READ = 11; // CSS pixels of a letter that one can read
const WIDTH = 140; // CSS pixels of a label's line
const SEEN = 9; // CSS pixels of a point that one can hit
const SHRUNK = 0.6; // of its size: smaller, and no letter can be read
const HUBS = 8; // more lie over one another
const LAYOUT = { name: "fcose", animate: false, nodeDimensionsIncludeLabels: true, idealEdgeLength: 110 };

/**
 * @param {HTMLElement} place
 * @param {import("./picture.js").Picture} picture
 * @param {(node: { full: string, href?: string } | null) => void} chosen is called with the node that is clicked
 * @returns {import("cytoscape").Core}
 */
export function drawn(place, picture, chosen) {
  const style = getComputedStyle(place);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const font = { "font-family": style.fontFamily, color: colour("--ink"), "text-wrap": "wrap" };
  const drawing = draw({
    container: place,
    elements: {
      nodes: picture.nodes.map((node) => ({ data: { ...node }, classes: `k-${node.kind}` })),
      edges: picture.edges.map(({ from, to, label }) => ({ data: { source: from, target: to, label } })),
    },
    style: /** @type {any} */ ([
      {
        selector: "node",
        style: {
          ...font,
          label: "data(label)",
          "font-size": READ,
          "min-zoomed-font-size": 6, // what nobody could read is left out until one zooms in
          "text-max-width": `${WIDTH}px`,
          "text-valign": "bottom",
          "text-margin-y": 4,
          "text-background-color": colour("--paper"),
          "text-background-opacity": 0.8,
          "background-color": colour("--quiet"),
          width: 18,
          height: 18,
        },
      },
      { selector: "node.k-vn", style: { "background-color": colour("--k-vn"), shape: "round-rectangle" } },
      { selector: "node.k-org", style: { "background-color": colour("--k-org"), shape: "diamond" } },
      { selector: "node.k-task", style: { "background-color": colour("--k-task"), shape: "ellipse" } },
      { selector: "node:selected", style: { "border-width": 3, "border-color": colour("--ink") } },
      {
        selector: "edge",
        style: {
          ...font,
          label: "data(label)",
          "font-size": 9,
          "min-zoomed-font-size": 7,
          color: colour("--quiet"),
          "text-rotation": "autorotate",
          "text-background-color": colour("--paper"),
          "text-background-opacity": 0.8,
          width: 1.2,
          "line-color": colour("--edge"),
          "target-arrow-color": colour("--edge"),
          "target-arrow-shape": "triangle",
          "curve-style": "bezier",
        },
      },
    ]),
    layout: /** @type {any} */ (LAYOUT),
    userZoomingEnabled: false, // the wheel scrolls the page; the drawing has buttons
    minZoom: 0.1,
    maxZoom: 4,
  });
  const hubs = drawing.nodes().sort((one, other) => other.degree(false) - one.degree(false)).slice(0, HUBS);
  legible(drawing, hubs);
  drawing.on("zoom", () => legible(drawing, hubs));
  drawing.on("tap", ({ target }) => chosen(target !== drawing && target.isNode() ? target.data() : null));
  return drawing;
}

/**
 * Where a drawing of many nodes is shrunk to its frame: points that can still be hit, and labels of those that most
 * lead to, so that the whole says something before one looks closer.
 *
 * @param {import("cytoscape").Core} drawing
 * @param {import("cytoscape").NodeCollection} hubs
 */
function legible(drawing, hubs) {
  const zoom = drawing.zoom();
  drawing.batch(() => {
    drawing.nodes().removeStyle();
    if (zoom >= SHRUNK) return;
    drawing.nodes().style({ width: SEEN / zoom, height: SEEN / zoom });
    const width = `${WIDTH / zoom}px`;
    hubs.style({ "font-size": READ / zoom, "text-max-width": width, "min-zoomed-font-size": 0, "z-index": 10 });
  });
}
