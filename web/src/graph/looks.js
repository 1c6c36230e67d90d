// How the picture looks: colours from the style sheet's variables, so that they follow the reader's light or dark;
// shapes, dashes and widths from the server, which draws the same picture as a file.

const SHAPES = { square: "rectangle", cut: "cut-rectangle", round: "round-rectangle", pill: "round-rectangle" };
const LOOKS = ["party", "state", "other", "task", "agency", "party-agency"];
const LINES = ["implements", "ground", "change", "mention", "assigned", "lead", "coordinating"];
const FONT = '"Noto Sans", system-ui, "DejaVu Sans", sans-serif';

/**
 * The style of the drawing, with the colours that hold now.
 *
 * @param {Element} from the element whose custom properties name them
 * @returns {import("cytoscape").StylesheetJson}
 */
export function looks(from) {
  const style = getComputedStyle(from);
  const ink = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return [
    {
      selector: "node",
      style: {
        width: "data(width)",
        height: "data(height)",
        label: "data(text)",
        "font-family": FONT,
        "font-size": 13,
        "line-height": 1.3,
        color: ink("--ink"),
        "text-wrap": "wrap",
        // The server broke the lines; a narrower bound would break them anew.
        "text-max-width": "400px",
        "text-valign": "center",
        "text-halign": "center",
        "border-width": 1.2,
        "overlay-opacity": 0,
        "min-zoomed-font-size": 4,
      },
    },
    ...Object.entries(SHAPES).map(([name, shape]) => ({
      selector: `node[shape = "${name}"]`,
      style: { shape, "corner-radius": { square: 0, cut: 10, round: 10, pill: 26 }[name] },
    })),
    ...LOOKS.map((name) => ({
      selector: `node[look = "${name}"]`,
      style: { "background-color": ink(`--look-${name}`), "border-color": ink(`--look-${name}-ink`) },
    })),
    { selector: 'node[look = "other"]', style: { "border-style": "dashed" } },
    { selector: "node[?opened]", style: { "border-width": 2.4 } },
    { selector: "node[?start]", style: { "border-width": 3.8 } },
    {
      selector: "node[band]",
      style: {
        shape: "rectangle",
        label: "",
        "background-color": ink("--soft"),
        "background-opacity": "data(tint)",
        "border-width": 0,
        events: "no",
        "z-index": 0,
        "z-index-compare": "manual",
      },
    },
    {
      selector: "node[named]",
      style: {
        width: 1,
        height: 1,
        "background-opacity": 0,
        "border-width": 0,
        color: ink("--quiet"),
        "font-weight": 600,
        "text-halign": "right",
        events: "no",
        "z-index": 1,
        "z-index-compare": "manual",
      },
    },
    {
      selector: "edge",
      style: {
        width: "data(width)",
        "curve-style": "unbundled-bezier",
        "edge-distances": "endpoints",
        "control-point-distances": "data(distances)",
        "control-point-weights": "data(weights)",
        "source-endpoint": "data(leaves)",
        "target-endpoint": "data(arrives)",
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.9,
        "font-family": FONT,
        "font-size": 11,
        color: ink("--ink"),
        "text-background-color": ink("--paper"),
        "text-background-opacity": 0.92,
        "text-background-padding": "2px",
        "text-rotation": "none",
        "overlay-opacity": 0,
        "z-index": 1,
        "z-index-compare": "manual",
      },
    },
    { selector: "node[look]", style: { "z-index": 9, "z-index-compare": "manual" } },
    ...LINES.map((name) => ({
      selector: `edge[line = "${name}"]`,
      style: { "line-color": ink(`--line-${name}`), "target-arrow-color": ink(`--line-${name}`) },
    })),
    {
      selector: "edge[dashes]",
      style: { "line-style": "dashed", "line-dash-pattern": "data(dash)" },
    },
    { selector: "edge[?doubtful]", style: { "line-opacity": 0.5 } },
    { selector: "edge[?chain]", style: { width: 4.5, "z-index": 2 } },
    // Many links at once are a texture; what is chosen stands out of it.
    { selector: "edge.many", style: { "line-opacity": 0.45, "arrow-scale": 0.7 } },
    { selector: "edge.beside", style: { "line-opacity": 1, "z-index": 3 } },
    // Its name lies over the boxes, or they would hide it.
    { selector: "edge.labelled", style: { label: "data(label)", "line-opacity": 1, "z-index": 10 } },
    { selector: ".far", style: { opacity: 0.3 } },
    {
      selector: "node.chosen",
      style: { "outline-width": 3.5, "outline-color": ink("--link"), "outline-offset": 3 },
    },
    { selector: "edge.chosen", style: { width: 5, label: "data(label)", "line-opacity": 1, "z-index": 10 } },
  ];
}
