// The picture by keyboard, while it has the focus; Tab leaves it as it leaves anything.

const STEP = 60; // pixels

/**
 * @param {HTMLElement} place
 * @param {ReturnType<typeof import("./canvas.js").canvas>} drawing
 * @param {{choose: (id: string) => void, open: (id: string) => void}} acts
 */
export function keys(place, drawing, acts) {
  const { cy } = drawing;
  const pan = (x, y) => cy.panBy({ x: x * STEP, y: y * STEP });
  const beside = (by) => {
    // As they are read: band after band, from the left.
    const all = cy.nodes("[look]").sort((a, b) => a.position("y") - b.position("y") || a.position("x") - b.position("x"));
    const now = all.toArray().findIndex((one) => one.hasClass("chosen"));
    const next = all[(now + by + all.length) % all.length];
    if (!next) return;
    acts.choose(next.id());
    seen(cy, next);
  };
  const doing = {
    ArrowLeft: () => pan(1, 0),
    ArrowRight: () => pan(-1, 0),
    ArrowUp: () => pan(0, 1),
    ArrowDown: () => pan(0, -1),
    "+": () => drawing.zoom(1.25),
    "=": () => drawing.zoom(1.25),
    "-": () => drawing.zoom(0.8),
    0: () => drawing.fit(true),
    n: () => beside(1),
    p: () => beside(-1),
    Enter: () => cy.nodes(".chosen").forEach((one) => acts.open(one.id())),
  };
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = doing[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Moves the picture only where the node lies outside of what is seen. */
function seen(cy, node) {
  const box = node.renderedBoundingBox();
  if (box.x1 < 0 || box.y1 < 0 || box.x2 > cy.width() || box.y2 > cy.height()) cy.center(node);
}
