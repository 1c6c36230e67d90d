// The drawing on the page: shows a picture, moves to the next one, tells what was chosen.

import { draw } from "../drawing.js";
import { looks } from "./looks.js";
import { elements } from "./picture.js";

const MOVING = 260; // milliseconds from one picture to the next
const PADDING = 12;
const MOST = 1.15; // larger than its letters are meant to be, a small picture looks coarse
const LEGIBLE = 0.45; // of their size, letters are still read
const NEAR = 0.62; // how large a picture is shown that cannot be read as a whole

/** @param {HTMLElement} place */
export function canvas(place) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const cy = draw({
    container: place,
    style: looks(place),
    layout: { name: "preset" },
    autoungrabify: true,
    boxSelectionEnabled: false,
    minZoom: 0.08,
    maxZoom: 2.5,
  });
  // The wheel scrolls the page until the reader turns to the picture.
  cy.userZoomingEnabled(false);
  place.addEventListener("focusin", () => cy.userZoomingEnabled(true));
  place.addEventListener("focusout", () => cy.userZoomingEnabled(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(looks(place)));
  new ResizeObserver(() => cy.resize()).observe(place);

  /** Shows that point of the picture in the middle. */
  function look(x, y, zoom, softly) {
    const pan = { x: cy.width() / 2 - x * zoom, y: cy.height() / 2 - y * zoom };
    if (softly && !still.matches) cy.animate({ zoom, pan }, { duration: MOVING });
    else cy.viewport({ zoom, pan });
  }

  return {
    cy,

    /**
     * @param {import("./picture.js").Picture} picture
     * @param {string} chosen the node that the reader looks at
     */
    show(picture, chosen) {
      const fresh = elements(picture);
      const kept = new Set(fresh.map((one) => one.data.id));
      const first = cy.elements().empty();
      if (first) {
        suit(place, picture);
        cy.resize();
      }
      cy.batch(() => {
        cy.elements().filter((one) => !kept.has(one.id())).remove();
        for (const one of fresh) cy.getElementById(one.data.id).data(one.data).classes(one.classes ?? "");
        cy.add(fresh.filter((one) => cy.getElementById(one.data.id).empty()));
      });
      if (first || still.matches) {
        move(cy, fresh);
        this.view(chosen, false);
      } else {
        for (const one of fresh.filter((each) => each.group === "nodes")) {
          cy.getElementById(one.data.id).animate({ position: one.position }, { duration: MOVING });
        }
        setTimeout(() => this.view(chosen, true), MOVING);
      }
    },

    /** All of it, however small. */
    fit(softly) {
      const box = bounds(cy);
      if (box) look(box.x1 + box.w / 2, box.y1 + box.h / 2, whole(cy, box), softly);
    },

    /** All of it where that can be read, else what is around one node. */
    view(id, softly) {
      const box = bounds(cy);
      const one = cy.getElementById(id).nonempty() ? cy.getElementById(id) : cy.nodes("[?start]");
      if (!box || whole(cy, box) >= LEGIBLE || one.empty() || !one.isNode()) {
        this.fit(softly);
        return;
      }
      // No emptiness beside the picture while there is more of it on the other side.
      const within = (at, low, high, half) => (high - low < 2 * half ? (low + high) / 2 : Math.min(Math.max(at, low + half), high - half));
      const [half, high] = [cy.width() / 2 / NEAR, cy.height() / 2 / NEAR];
      const { x, y } = one.position();
      look(within(x, box.x1, box.x2, half), within(y, box.y1, box.y2, high), NEAR, softly);
    },

    /** @param {string} id of a node or a link; anything else chooses nothing */
    choose(id) {
      const one = cy.getElementById(id);
      cy.batch(() => {
        cy.elements().removeClass("chosen beside far");
        if (one.empty()) return;
        one.addClass("chosen");
        if (!one.isNode()) return;
        const around = one.closedNeighborhood();
        around.edges().addClass("beside");
        if (cy.nodes("[look]").length > 12) cy.elements("[look], edge").difference(around).addClass("far");
      });
    },

    /** @param {number} factor */
    zoom(factor) {
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    },
  };
}

/** Where the nodes and their links are; the stripes have no end. */
function bounds(cy) {
  const all = cy.nodes("[look]").union(cy.nodes("[named]")).union(cy.edges());
  return cy.nodes("[look]").empty() ? null : all.boundingBox({ includeLabels: false });
}

/** How large the whole may be. */
function whole(cy, box) {
  return Math.min((cy.width() - 2 * PADDING) / box.w, (cy.height() - 2 * PADDING) / box.h, MOST);
}

/** A picture of a few nodes needs no whole screen; the style sheet bounds how low and how high it may be. */
function suit(place, picture) {
  const zoom = Math.min((place.clientWidth - 2 * PADDING) / picture.width, MOST);
  place.style.height = `${Math.round(picture.height * zoom + 2 * PADDING)}px`;
}

function move(cy, fresh) {
  cy.batch(() => {
    for (const one of fresh) if (one.position) cy.getElementById(one.data.id).position(one.position);
  });
}
