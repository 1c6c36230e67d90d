// The page of the picture: draws it, and lets the reader open, choose and follow without a new page. Its state is the
// address, so that a link, Back and the browser's history show the same.

import { canvas } from "../graph/canvas.js";
import { keys } from "../graph/keys.js";
import { turn } from "../graph/page.js";
import { png, save } from "../graph/png.js";

const figure = document.querySelector(".picture");
const place = figure.querySelector(".canvas");
let shown = figure.dataset.picture ?? "";
let last = 0; // the newest request: an answer that comes after a newer one is dropped

figure.querySelector(".canvas").hidden = false;
figure.querySelector(".tools").hidden = false;
place.tabIndex = 0;
place.setAttribute("role", "application");
place.setAttribute("aria-describedby", "phim");

const drawing = canvas(place);
keys(place, drawing, { choose, open });

drawing.cy.on("tap", "node[look]", (event) => choose(event.target.id()));
drawing.cy.on("dbltap", "node[look]", (event) => open(event.target.id()));
drawing.cy.on("tap", "edge", (event) => go(changed({ edge: event.target.id(), at: null })));
drawing.cy.on("mouseover", "edge", (event) => event.target.addClass("labelled"));
drawing.cy.on("mouseout", "edge", (event) => event.target.removeClass("labelled"));
drawing.cy.on("tap", () => place.focus({ preventScroll: true }));

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-state], a.png") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.matches(".png")) download(link.href);
  else go(new URL(link.href), true);
});
figure.addEventListener("click", (event) => {
  const act = event.target instanceof Element ? event.target.closest("button[data-do]")?.dataset.do : undefined;
  if (act === "in") drawing.zoom(1.25);
  if (act === "out") drawing.zoom(0.8);
  if (act === "fit") drawing.fit(true);
});
addEventListener("popstate", () => go(new URL(location.href), false, false));

describe(figure.dataset);
load(shown);

/** Chooses a node: the words beside the picture tell of it. */
function choose(id) {
  drawing.choose(id);
  go(changed({ at: id, edge: null }), false, "replace");
}

/** Opens a node, or closes it where it was open. */
function open(id) {
  const opened = new URL(location.href).searchParams.getAll("open");
  const next = opened.includes(id) ? opened.filter((one) => one !== id) : [...opened, id];
  go(changed({ open: next, at: id, edge: null, offset: null }));
}

/** This address with other parameters; null takes one out. */
function changed(values) {
  const address = new URL(location.href);
  address.hash = "";
  for (const [name, value] of Object.entries(values)) {
    address.searchParams.delete(name);
    for (const one of [value ?? []].flat()) address.searchParams.append(name, one);
  }
  return address;
}

/**
 * @param {URL} address
 * @param {boolean} [telling] the reader followed a link in the words: the focus goes where the new ones are
 * @param {boolean | "replace"} [noted] in the history, or in the place of what is there
 */
async function go(address, telling = false, noted = true) {
  const mine = ++last;
  // Before the address changes: whoever sees the new address and no `aria-busy` sees the picture of that address.
  figure.setAttribute("aria-busy", "true");
  if (noted === "replace") history.replaceState(null, "", address);
  else if (noted) history.pushState(null, "", address);
  try {
    const about = await turn(address.pathname + address.search, () => mine === last);
    if (!about) return;
    Object.assign(figure.dataset, about);
    describe(figure.dataset);
    if (about.picture !== shown) await load(about.picture);
    else mark();
    if (mine !== last) return;
    figure.removeAttribute("aria-busy");
    if (telling) document.getElementById("ke").focus();
  } catch {
    if (mine === last) location.assign(address); // whatever it is, the server's own page tells it
  }
}

/** Fetches a picture and draws it; ends when it is on the screen, or a newer one is asked for. */
async function load(address) {
  const mine = last;
  performance.mark("picture-asked");
  figure.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const picture = await answer.json();
    if (mine !== last) return;
    performance.mark("picture-told");
    shown = address;
    const painted = new Promise((done) => drawing.cy.one("render", done));
    drawing.show(picture, new URL(location.href).searchParams.get("at") ?? "");
    mark();
    await painted;
    performance.mark("picture-drawn");
    figure.dataset.drawn = String(picture.nodes.length);
  } catch {
    const told = document.createElement("p");
    told.className = "wrong";
    told.setAttribute("role", "alert");
    told.textContent = figure.dataset.failed ?? "";
    place.replaceWith(told);
  } finally {
    if (mine === last) figure.removeAttribute("aria-busy");
  }
}

/** Marks in the picture what the words tell of. */
function mark() {
  const asked = new URL(location.href).searchParams;
  drawing.choose(asked.get("edge") ?? asked.get("at") ?? "");
}

function describe(about) {
  place.setAttribute("aria-label", about.label ?? "");
  for (const part of figure.querySelectorAll(".scripted")) part.hidden = false;
}

async function download(address) {
  try {
    save(await png(address), figure.dataset.png ?? "do-thi.png");
  } catch {
    location.assign(address);
  }
}
