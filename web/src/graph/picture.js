// From what the server says of a picture to what Cytoscape draws. Nothing is laid out here: every place is given.

/**
 * @typedef {{id: string, lines: string[], said: string, x: number, y: number, width: number, height: number}} Node
 * @typedef {{id: string, source: string, target: string, path: number[], dash: number[]}} Edge
 * @typedef {{name: string, said: string, top: number, height: number}} Band
 * @typedef {{nodes: Node[], edges: Edge[], bands: Band[], width: number, height: number, left: number}} Picture
 */

const MANY = 80; // links: more of them hide one another
const ENDLESS = 40_000; // points: no reader moves so far that a stripe ends

/**
 * @param {Picture} picture
 * @returns {import("cytoscape").ElementDefinition[]}
 */
export function elements(picture) {
  const at = new Map(picture.nodes.map((node) => [node.id, node]));
  return [
    ...picture.bands.flatMap((band, number, all) => stripe(band, number, number === all.length - 1)),
    ...picture.nodes.map((node) => ({
      group: "nodes",
      data: { ...node, text: node.lines.join("\n") },
      position: { x: node.x, y: node.y },
    })),
    ...picture.edges.map((edge) => ({
      group: "edges",
      data: { ...edge, ...bent(edge, at), ...(edge.dash.length ? { dashes: 1 } : {}) },
      classes: picture.edges.length > MANY ? "many" : "",
    })),
  ];
}

/** @returns {import("cytoscape").ElementDefinition[]} a layer's stripe, and its name in the upper left corner */
function stripe(band, number, last) {
  const fixed = { group: "nodes", selectable: false, grabbable: false };
  const top = number ? band.top : band.top - ENDLESS;
  const height = band.top + band.height + (last ? ENDLESS : 0) - top;
  return [
    {
      ...fixed,
      data: { id: `band ${band.name}`, band: band.name, width: ENDLESS, height, tint: number % 2 ? 0 : 1 },
      position: { x: 0, y: top + height / 2 },
    },
    {
      ...fixed,
      data: { id: `name ${band.name}`, layer: band.name, named: 1, text: band.said.toLocaleUpperCase() },
      position: { x: 12, y: band.top + 20 },
    },
  ];
}

/** The bends of a link as Cytoscape wants them: along the straight line (weights) and off it (distances). */
function bent(edge, at) {
  const points = edge.path.flatMap((x, k) => (k % 2 ? [] : [[x, edge.path[k + 1]]]));
  const [x1, y1] = points[0];
  const [x2, y2] = points.at(-1);
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(dx, dy) || 1;
  const bends = points.slice(1, -1);
  const from = at.get(edge.source);
  const to = at.get(edge.target);
  return {
    weights: bends.map(([x, y]) => ((x - x1) * dx + (y - y1) * dy) / (length * length)),
    distances: bends.map(([x, y]) => ((y - y1) * dx - (x - x1) * dy) / length),
    leaves: `${x1 - from.x}px ${y1 - from.y}px`,
    arrives: `${x2 - to.x}px ${y2 - to.y}px`,
  };
}
